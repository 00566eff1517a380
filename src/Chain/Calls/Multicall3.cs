using System.Collections.Immutable;
using Kwala.Chain.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;

namespace Kwala.Chain.Calls;

/// <summary>
/// The contract that makes many calls in one. It stands at the same address on nearly every chain, put there by a
/// transaction that nobody can forge. Source: https://github.com/mds1/multicall (src/Multicall3.sol).
/// </summary>
internal static class Multicall3
{
    /// <summary>The calls in one aggregate. Nodes give an eth_call some 50 million gas, and a read of Aave takes half a
    /// million.</summary>
    public const int CallsMax = 64;

    /// <summary>Where it is.</summary>
    public static Address Contract { get; } = Parsed("0xcA11bde05977b3631167028862bE2a173976CA11");

    private static readonly AbiFunction Aggregate = ((AbiFunctionParse.Parsed)AbiFunction.Parse(
        "aggregate3((address target, bool allowFailure, bytes callData)[]) "
        + "returns ((bool success, bytes returnData)[])")).Function;

    /// <summary>The call that makes all of these.</summary>
    public static byte[] Input(IEnumerable<ContractCall> calls) => AbiWriter.Call(Aggregate, [new AbiValue.List(
    [
        .. calls.Select(call => new AbiValue.List(
        [
            new AbiValue.Account(call.Contract),
            new AbiValue.Flag(true),
            new AbiValue.Blob([.. AbiWriter.Call(call.Function, call.Arguments)]),
        ])),
    ])]);

    /// <summary>What each call returned, null for one that failed; or null where this is not such an answer.</summary>
    public static ImmutableArray<byte>?[]? Results(ReadOnlySpan<byte> data, int calls)
    {
        if (new AbiReader(data).Argument(Aggregate.Outputs[0].Type, 0) is not AbiValue.List { Items: var results }
            || results.Length != calls)
            return null;
        var returned = new ImmutableArray<byte>?[calls];
        for (var i = 0; i < calls; i++)
            if (results[i] is AbiValue.List { Items: [AbiValue.Flag { Value: true }, AbiValue.Blob { Bytes: var it }] })
                returned[i] = it;
        return returned;
    }

    private static Address Parsed(string text) => ((AddressParse.Valid)Address.Parse(text)).Address;
}

using System.Text.Json.Nodes;
using Kwala.Chain.Abi;
using Kwala.Chain.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Calls;

/// <summary>Contracts of a fake node: what each returns for an input, null for a revert.</summary>
internal sealed class FakeContracts
{
    private static readonly AbiFunction Aggregate = Asking.Function(
        "aggregate3((address,bool,bytes)[]) returns ((bool,bytes)[])");

    private readonly Dictionary<Address, Func<byte[], byte[]?>> _code = [];

    /// <summary>Whether Multicall3 is there.</summary>
    public bool HasMulticall { get; set; }

    /// <summary>Calls that the last aggregate made.</summary>
    public int Aggregated { get; private set; }

    /// <summary>The most calls that one aggregate made.</summary>
    public int AggregatedMost { get; private set; }

    /// <summary>By how many results an aggregate's answer is longer than what was asked; less than 0 for shorter.</summary>
    public int ResultsMore { get; set; }

    /// <summary>A contract that answers so.</summary>
    public FakeContracts With(Address contract, Func<byte[], byte[]?> answer)
    {
        _code[contract] = answer;
        return this;
    }

    /// <summary>A token in which everybody holds ten times the last byte of the address.</summary>
    public FakeContracts WithToken(Address contract) => With(contract, input => Tests.Abi.AbiEncoding.Word(10 * input[^1]));

    /// <summary>The node answers for these contracts.</summary>
    public FakeNode On(FakeNode node)
    {
        node.Call = call => Hex.Encode(Answer(call) ?? []);
        node.Refuse = (method, call) => method == "eth_call" && Answer(call) is null
            ? (3, "execution reverted: no") : null;
        return node;
    }

    private byte[]? Answer(JsonArray parameters)
    {
        var call = parameters[0]!;
        var to = Asking.AddressOf((string)call["to"]!);
        var input = Convert.FromHexString(((string)call["data"]!)[2..]);
        return to == Multicall3.Contract && HasMulticall ? AggregateAll(input) : Made(to, input);
    }

    // An address without code answers every call with nothing.
    private byte[]? Made(Address to, byte[] input) => _code.TryGetValue(to, out var answer) ? answer(input) : [];

    private byte[] AggregateAll(byte[] input)
    {
        var calls = (AbiValue.List)new AbiReader(input.AsSpan(4)).Argument(Aggregate.Inputs[0].Type, 0)!;
        Aggregated = calls.Items.Length;
        AggregatedMost = Math.Max(AggregatedMost, Aggregated);
        // Shifted, so that whoever believes it has every value wrong.
        var results = calls.Items.Select(Result).Reverse().ToList();
        if (ResultsMore == 0)
            results.Reverse();
        return AbiWriter.Sequence(
            [Aggregate.Outputs[0].Type],
            [new AbiValue.List([.. results.Concat(results).Take(results.Count + ResultsMore)])]);
    }

    private AbiValue Result(AbiValue call)
    {
        var parts = ((AbiValue.List)call).Items;
        var returned = Made(((AbiValue.Account)parts[0]).Address, [.. ((AbiValue.Blob)parts[2]).Bytes]);
        return new AbiValue.List([new AbiValue.Flag(returned is not null), new AbiValue.Blob([.. returned ?? []])]);
    }
}

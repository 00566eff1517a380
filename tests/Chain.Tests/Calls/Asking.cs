using System.Collections.Immutable;
using Kwala.Chain.Calls;
using Kwala.Chain.Rpc;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Calls;

/// <summary>Questions to contracts, and readers that put them.</summary>
internal static class Asking
{
    public static readonly AbiFunction BalanceOf = Function("balanceOf(address) returns (uint256)");

    public static AbiFunction Function(string text) => ((AbiFunctionParse.Parsed)AbiFunction.Parse(text)).Function;

    public static Address AddressOf(string text) => ((AddressParse.Valid)Address.Parse(text)).Address;

    public static ContractCall Balance(Address contract, int holder) =>
        new(contract, BalanceOf, [new AbiValue.Account(Lending.AddressOf((byte)holder))]);

    public static ContractReader ReaderOver(params FakeNode[] nodes) => new(
        Lending.Chain,
        [.. nodes.Select(n => Endpoint(new HttpClient(n), n.Url))],
        TimeSpan.FromSeconds(1),
        () => 1);

    public static RpcEndpoint Endpoint(HttpClient http, Uri url) => new(
        http, url, new RpcLimits(TimeSpan.FromSeconds(10), 1 << 20, Retries: 0), TimeProvider.System, () => 1);

    public static async Task<ImmutableArray<CallOutcome>> Answers(
        IContractReader reader, params IEnumerable<BlockCall> calls) =>
        Assert.IsType<ChainAnswer<ImmutableArray<CallOutcome>>.Answered>(
            await reader.Read([.. calls], CancellationToken.None)).Value;

    public static async Task<string> Obstacle(IContractReader reader, params IEnumerable<BlockCall> calls) =>
        Assert.IsType<ChainAnswer<ImmutableArray<CallOutcome>>.NotYet>(
            await reader.Read([.. calls], CancellationToken.None)).Reason;

    /// <summary>The numbers returned; another outcome fails the test with its words.</summary>
    public static IEnumerable<long> Numbers(this IEnumerable<CallOutcome> outcomes) => outcomes.Select(
        outcome => (long)Assert.IsType<AbiValue.Number>(
            Assert.Single(Assert.IsType<CallOutcome.Returned>(outcome).Values)).Value);
}

using Kwala.Chain.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Kwala.TestKit.Services;

namespace Kwala.Chain.Tests.Calls;

/// <summary>
/// A real EVM node and contracts by the real compiler. The aggregating contract is written for the test against
/// Multicall3's interface, and stands at Multicall3's address.
/// </summary>
public sealed class AnvilReadingTests
{
    private const string Contracts = """
        // SPDX-License-Identifier: MIT
        pragma solidity ^0.8.0;
        contract Shelf {
            struct Item { uint64 id; string title; }
            uint256 public count;
            mapping(address => uint256) public balanceOf;
            error Mine(uint256);
            function set(address holder, uint256 amount) external { balanceOf[holder] = amount; count++; }
            function item(uint64 id) external view returns (Item memory, int16[] memory marks, bool fresh) {
                marks = new int16[](2);
                marks[0] = -7;
                marks[1] = 7;
                return (Item(id, "a long title that does not fit into one word"), marks, count > 1);
            }
            function refuse() external pure returns (uint256) { revert("not today"); }
            function overflow() external view returns (uint256) { return count - 1000; }
            function own() external pure returns (uint256) { revert Mine(1); }
            function burn() external pure returns (uint256) { assembly { invalid() } }
        }
        contract Caller {
            struct Call { address target; bool allowFailure; bytes callData; }
            struct Result { bool success; bytes returnData; }
            function aggregate3(Call[] calldata calls) external payable returns (Result[] memory results) {
                results = new Result[](calls.length);
                for (uint256 i = 0; i < calls.length; i++) {
                    (bool success, bytes memory data) = calls[i].target.call(calls[i].callData);
                    require(success || calls[i].allowFailure, "Multicall3: call failed");
                    results[i] = Result(success, data);
                }
            }
        }
        """;

    private static readonly Lazy<Task<IReadOnlyDictionary<string, CompiledContract>>> Compiled =
        new(() => SolidityCompiler.Compile(Contracts));

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contracts_answer_as_their_state_was_after_the_block(bool hasMulticall)
    {
        Skip.IfNot(await NodeServices.MissingReason() is null, await NodeServices.MissingReason());
        await using var node = await AnvilNode.Start();
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var shelf = await deployer.Deploy((await Compiled.Value)["Shelf"]);
        if (hasMulticall)
            await PutAt(node, await deployer.Deploy((await Compiled.Value)["Caller"]), Multicall3.Contract);
        // The first addresses are contracts of the chain itself.
        var holder = Lending.AddressOf(0xE1);
        var before = await Set(deployer, shelf, holder, 5);
        var after = await Set(deployer, shelf, holder, 6);
        using var counting = new CountingHandler();
        using var http = new HttpClient(counting);
        var reader = new ContractReader(
            Lending.Chain, [Asking.Endpoint(http, node.Url)], TimeSpan.FromSeconds(1), () => 1);
        BlockCall[] calls =
        [
            new(before, Asking.Balance(shelf, 0xE1)), new(after, Asking.Balance(shelf, 0xE1)),
            Of(before, shelf, "item(uint64) returns ((uint64,string),int16[],bool)", new AbiValue.Number(9)),
            Of(after, shelf, "refuse() returns (uint256)"), Of(after, shelf, "overflow() returns (uint256)"),
            Of(after, shelf, "own() returns (uint256)"), Of(after, shelf, "burn() returns (uint256)"),
            Of(after, shelf, "missing() returns (uint256)"), new(after, Asking.Balance(holder, 0xE1)),
        ];

        var outcomes = await Asking.Answers(reader, calls);

        Assert.Equal([5, 6], outcomes.Take(2).Numbers());
        Assert.Equal(
            "[9, a long title that does not fit into one word] [-7, 7] false",
            string.Join(' ', Assert.IsType<CallOutcome.Returned>(outcomes[2]).Values));
        Assert.Equal(
            ["not today", "panic 0x11", $"its error {Keccak256.Hash("Mine(uint256)"u8).ToString()[..10]}"],
            outcomes.Skip(3).Take(3).Select(it => Assert.IsType<CallOutcome.Reverted>(it).Reason));
        Assert.IsType<CallOutcome.Reverted>(outcomes[6]);
        Assert.IsType<CallOutcome.Reverted>(outcomes[7]);
        Assert.Contains(
            "no contract", Assert.IsType<CallOutcome.Undecodable>(outcomes[8]).Problem, StringComparison.Ordinal);

        // What the chain is and whether it aggregates is known now.
        counting.Requests = 0;
        var many = await Asking.Answers(
            reader, Enumerable.Range(0xC0, 50).Select(n => new BlockCall(after, Asking.Balance(shelf, n))));
        Assert.Equal(6, many.Numbers().Max());
        Assert.Equal(1, counting.Requests);
    }

    [SkippableFact]
    public async Task Block_that_no_node_knows_is_waited_for()
    {
        Skip.IfNot(await NodeServices.MissingReason() is null, await NodeServices.MissingReason());
        await using var node = await AnvilNode.Start();
        using var http = new HttpClient();
        var reader = new ContractReader(
            Lending.Chain, [Asking.Endpoint(http, node.Url)], TimeSpan.FromSeconds(1), () => 1);
        var reason = await Asking.Obstacle(
            reader, new BlockCall(new BlockRef(0, Keccak256.Hash("nowhere"u8)), Asking.Balance(Lending.Market, 1)));
        Assert.Contains("not found", reason, StringComparison.OrdinalIgnoreCase);
    }

    private static BlockCall Of(BlockRef block, Address contract, string function, params AbiValue[] arguments) =>
        new(block, new ContractCall(contract, Asking.Function(function), [.. arguments]));

    private static async Task PutAt(AnvilNode node, Address deployed, Address at)
    {
        var code = (await node.Call("eth_getCode", deployed.ToString(), "latest")).GetString();
        await node.Call("anvil_setCode", at.ToString(), code);
    }

    private static async Task<BlockRef> Set(ContractDeployer deployer, Address shelf, Address holder, int amount)
    {
        await deployer.Send(
            shelf, "set(address,uint256)", [ContractDeployer.Of(holder), ContractDeployer.Of(amount)]);
        return deployer.Block;
    }

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
        {
            Requests++;
            return base.SendAsync(request, token);
        }
    }
}

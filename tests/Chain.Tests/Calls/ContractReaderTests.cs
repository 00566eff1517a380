using System.Net;
using Kwala.Chain.Calls;
using Kwala.Chain.Tests.Abi;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Calls;

public sealed class ContractReaderTests
{
    private static readonly Address Token = Lending.AddressOf(0x70);
    private static readonly Address Broken = Lending.AddressOf(0x71);
    private static readonly Address Nobody = Lending.AddressOf(0x72);

    private readonly FakeChain _chain = new();
    private readonly FakeContracts _contracts = new FakeContracts().WithToken(Token).With(Broken, _ => null);

    public ContractReaderTests() => _chain.Mine(20_100);

    [Fact]
    public async Task Reads_of_one_block_are_one_request_where_multicall_stands()
    {
        _contracts.HasMulticall = true;
        var node = Node();
        var reader = Asking.ReaderOver(node);
        await Asking.Answers(reader, [Of(9, 1), Of(9, 2)]);
        var before = node.Requests;

        var outcomes = await Asking.Answers(reader, Enumerable.Range(1, 60).Select(holder => Of(9, holder)));

        Assert.Equal(Enumerable.Range(1, 60).Select(holder => 10L * holder), outcomes.Numbers());
        Assert.Equal((1, 60), (node.Requests - before, _contracts.Aggregated));
    }

    [Fact]
    public async Task Aggregate_makes_at_most_64_calls()
    {
        _contracts.HasMulticall = true;

        var outcomes = await Asking.Answers(
            Asking.ReaderOver(Node()), Enumerable.Range(1, 150).Select(holder => Of(9, holder)));

        Assert.Equal(Enumerable.Range(1, 150).Select(holder => 10L * holder), outcomes.Numbers());
        Assert.Equal(64, _contracts.AggregatedMost);
    }

    [Fact]
    public async Task Request_has_at_most_50_calls()
    {
        var node = Node();
        var sizes = new List<int>();
        node.Intercept = async (request, token) =>
        {
            sizes.Add((await request.Content!.ReadAsStringAsync(token)).Split("eth_call").Length - 1);
            return null;
        };

        await Asking.Answers(Asking.ReaderOver(node), Enumerable.Range(1, 120).Select(holder => Of(holder, holder)));

        Assert.Equal([50, 50, 20], sizes.Where(size => size > 0));
    }

    [Fact]
    public async Task Reads_of_many_blocks_are_one_request_and_one_call_each()
    {
        _contracts.HasMulticall = true;
        var node = Node();
        var reader = Asking.ReaderOver(node);
        await Asking.Answers(reader, Of(9, 1));
        var (requests, calls) = (node.Requests, node.Asked.Count);

        await Asking.Answers(
            reader, Enumerable.Range(1, 30).SelectMany(block => new[] { Of(block, 1), Of(block, 2), Of(block, 3) }));

        Assert.Equal((1, 30), (node.Requests - requests, node.Asked.Count - calls));
    }

    [Fact]
    public async Task Without_multicall_reads_are_a_batch_and_the_chain_is_not_asked_for_it_again_soon()
    {
        var node = Node();
        var reader = Asking.ReaderOver(node);
        Assert.Equal([10, 20], (await Asking.Answers(reader, Of(100, 1), Of(100, 2))).Numbers());
        var (requests, calls) = (node.Requests, node.Asked.Count);

        await Asking.Answers(reader, Of(101, 1), Of(101, 2), Of(99, 3), Of(99, 4));
        Assert.Equal((1, 4), (node.Requests - requests, node.Asked.Count - calls));

        _contracts.HasMulticall = true;
        await Asking.Answers(reader, Of(20_000, 1), Of(20_000, 2));
        Assert.Equal((2, 5), (node.Requests - requests, node.Asked.Count - calls));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_call_has_an_outcome_of_its_own(bool hasMulticall)
    {
        _contracts.HasMulticall = hasMulticall;
        var wrong = new ContractCall(Token, Asking.Function("balanceOf(address) returns (bool)"), Of(1, 5).Call.Arguments);
        var outcomes = await Asking.Answers(
            Asking.ReaderOver(Node()),
            Of(1, 1), Of(1, 2, Broken), Of(1, 3, Nobody), new BlockCall(_chain.Blocks[1].Ref, wrong), Of(1, 4));

        Assert.Equal([10, 40], new[] { outcomes[0], outcomes[4] }.Numbers());
        Assert.Contains("no", Assert.IsType<CallOutcome.Reverted>(outcomes[1]).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "returned nothing", Assert.IsType<CallOutcome.Undecodable>(outcomes[2]).Problem, StringComparison.Ordinal);
        Assert.Contains(
            "is not a bool", Assert.IsType<CallOutcome.Undecodable>(outcomes[3]).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Block_is_named_by_its_hash()
    {
        var node = Node();
        await Asking.Answers(Asking.ReaderOver(node), Of(7, 1));
        Assert.Contains($"{{\"blockHash\":\"{_chain.Blocks[7].Hash}\"}}", node.Asked[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aggregate_that_is_no_such_thing_is_not_believed()
    {
        var node = _contracts.With(Multicall3.Contract, _ => AbiEncoding.Word(1)).On(new FakeNode(_chain));
        Assert.Equal([10, 20], (await Asking.Answers(Asking.ReaderOver(node), Of(1, 1), Of(1, 2))).Numbers());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Aggregate_whose_answer_has_another_length_is_not_believed(int more)
    {
        _contracts.HasMulticall = true;
        _contracts.ResultsMore = more;

        Assert.Equal(
            [10, 20, 30], (await Asking.Answers(Asking.ReaderOver(Node()), Of(1, 1), Of(1, 2), Of(1, 3))).Numbers());
    }

    [Fact]
    public async Task Call_that_uses_up_the_gas_of_all_costs_the_others_nothing_but_a_request()
    {
        // The aggregate fails as a whole, as it does where one call burns everything.
        var node = _contracts.With(Multicall3.Contract, _ => null).On(new FakeNode(_chain));
        var outcomes = await Asking.Answers(Asking.ReaderOver(node), Of(1, 1), Of(1, 2, Broken));
        Assert.Equal([10], outcomes.Take(1).Numbers());
        Assert.IsType<CallOutcome.Reverted>(outcomes[1]);
    }

    [Fact]
    public async Task Return_of_any_size_costs_a_bounded_answer()
    {
        _contracts.With(Broken, _ => new byte[70 * 1024]).With(Nobody, _ => new byte[1 << 20]);
        var outcomes = await Asking.Answers(Asking.ReaderOver(Node()), Of(1, 1, Broken), Of(1, 1), Of(1, 1, Nobody));
        Assert.Equal([10], new[] { outcomes[1] }.Numbers());
        foreach (var large in new[] { outcomes[0], outcomes[2] })
            Assert.Contains(
                "more than 64 KB", Assert.IsType<CallOutcome.Undecodable>(large).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_takes_small_batches_gets_small_ones()
    {
        var node = Node();
        node.Intercept = async (request, token) =>
            (await request.Content!.ReadAsStringAsync(token)).Split("eth_call").Length > 8
                ? new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(
                        """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch limit exceeded"}}"""),
                }
                : null;
        var outcomes = await Asking.Answers(
            Asking.ReaderOver(node), Enumerable.Range(1, 40).Select(holder => Of(holder, holder)));
        Assert.Equal(Enumerable.Range(1, 40).Select(holder => 10L * holder), outcomes.Numbers());
    }

    [Fact]
    public async Task What_one_node_cannot_say_another_is_asked()
    {
        var (down, up) = (new FakeNode(_chain, "down"), Node());
        down.Intercept = (_, _) => throw new HttpRequestException("no");
        Assert.Equal([10], (await Asking.Answers(Asking.ReaderOver(down, up), Of(1, 1))).Numbers());
        up.Refuse = (_, _) => (-32000, "header not found");
        var reason = await Asking.Obstacle(Asking.ReaderOver(down, up), Of(1, 1));
        Assert.Contains("down.example: unreachable", reason, StringComparison.Ordinal);
        Assert.Contains("node.example: error -32000: header not found", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeNode.Key, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_is_not_available_where_every_node_says_so_alone(bool hasMulticall)
    {
        _contracts.HasMulticall = hasMulticall;
        var (pruned, archive) = (new FakeNode(_chain, "pruned"), Node());
        pruned.Refuse = (method, _) => method == "eth_call" ? (-32000, "missing trie node 5f") : null;
        Assert.Equal(
            [10, 20], (await Asking.Answers(Asking.ReaderOver(pruned, archive), Of(1, 1), Of(1, 2))).Numbers());

        Assert.All(
            await Asking.Answers(Asking.ReaderOver(pruned), Of(1, 1), Of(1, 2)),
            outcome => Assert.IsType<CallOutcome.StateNotAvailable>(outcome));

        archive.Intercept = (_, _) => throw new HttpRequestException("no");
        Assert.Contains(
            "unreachable",
            await Asking.Obstacle(Asking.ReaderOver(pruned, archive), Of(1, 1)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_chains_node_is_not_asked()
    {
        var node = Node();
        node.ChainNumber = 1;
        Assert.Contains(
            "serves eip155:1, not eip155:31337",
            await Asking.Obstacle(Asking.ReaderOver(node), Of(1, 1)),
            StringComparison.Ordinal);
        Assert.Equal(["eth_chainId []"], node.Asked);
    }

    [Fact]
    public async Task Nothing_to_ask_is_answered_without_a_request()
    {
        var node = Node();
        Assert.Empty(await Asking.Answers(Asking.ReaderOver(node)));
        Assert.Equal(0, node.Requests);
    }

    private FakeNode Node() => _contracts.On(new FakeNode(_chain));

    private BlockCall Of(int block, int holder, Address? contract = null) =>
        new(_chain.Blocks[block].Ref, Asking.Balance(contract ?? Token, holder));
}

using System.Net;
using System.Text.Json.Nodes;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using static Kwala.Chain.Tests.Feed.Lending;

namespace Kwala.Chain.Tests.Feed;

/// <summary>What an answer may hold, and what follows where a node cannot give so much of it.</summary>
public sealed class NodeReadingTests
{
    private readonly FakeChain _chain = new();

    [Theory]
    [InlineData("one log of a block", true, "block 5 has two hashes in one answer")]
    [InlineData("every log of a block without its time", false, "which is not its block of that number")]
    [InlineData("every log of the last block", true, "but that block is")]
    public async Task Log_in_a_range_whose_number_fits_and_whose_hash_does_not_is_a_lie(
        string lie, bool logsCarryTime, string reason)
    {
        _chain.Mine(1000, n => [Log(1, n), Log(2, n)]);
        _chain.LogsCarryTime = logsCarryTime;
        var other = Keccak256.Hash([1]).ToString();
        var node = new FakeNode(_chain)
        {
            Twist = (method, p, result) =>
            {
                if (method != "eth_getLogs" || p[0]!["toBlock"] is not { } to)
                    return result;
                var block = lie == "every log of the last block" ? (string)to! : "0x5";
                var logs = result!.AsArray().Where(log => (string)log!["blockNumber"]! == block);
                foreach (var log in logs.Take(lie == "one log of a block" ? 1 : 2))
                    log!["blockHash"] = other;
                return result;
            },
        };

        var step = await FeedOver(node).Read(Genesis, Query, 0, CancellationToken.None);

        Assert.Contains(reason, Assert.IsType<FeedStep.NotYet>(step).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_that_is_ours_again_when_its_blocks_are_compared_rolls_nothing_back()
    {
        _chain.Mine(20, n => [Log(1, n)]);
        var node = new FakeNode(_chain);
        var feed = FeedOver(node);
        var (at, _) = await ReadAll(feed, Genesis);
        _chain.Mine(1, n => [Log(1, n)]);
        var fork = new FakeChain();
        fork.Mine(21, salt: "fork");
        var looks = 0;
        node.Twist = (method, p, result) =>
            method == "eth_getBlockByNumber" && p[0]!.ToString() == "0x14" && looks++ == 0
                ? fork.Blocks[20].Header()
                : result;

        var step = await feed.Read(at, Query, 0, CancellationToken.None);
        var next = await feed.Read(at, Query, 0, CancellationToken.None);

        Assert.Contains(
            "changed its chain while it was asked", Assert.IsType<FeedStep.NotYet>(step).Reason, StringComparison.Ordinal);
        Assert.Equal(21, Assert.Single(Assert.IsType<FeedStep.Advanced>(next).Logs).Block.Number);
    }

    [Fact]
    public async Task Node_that_misstates_hashes_below_its_head_rolls_nothing_back()
    {
        _chain.Mine(20, n => [Log(1, n)]);
        var node = new FakeNode(_chain);
        var feed = FeedOver(node);
        var (at, _) = await ReadAll(feed, Genesis);
        _chain.Mine(1);
        node.Twist = (method, p, result) =>
        {
            if (method == "eth_getBlockByNumber" && p[0]!.ToString() is "0xf" or "0x14")
                result!["hash"] = Keccak256.Hash([1]).ToString();
            return result;
        };

        var step = await feed.Read(at, Query, 0, CancellationToken.None);

        Assert.Contains(
            "whose parent is not block 15", Assert.IsType<FeedStep.NotYet>(step).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_answered_is_asked_first_from_then_on_and_only_once_which_chain_it_serves()
    {
        _chain.Mine(3);
        var silent = new FakeNode(_chain, "silent") { Refuse = (_, _) => (-32000, "out of order") };
        var spare = new FakeNode(_chain, "spare");
        var feed = FeedOver(silent, spare);
        var first = Assert.IsType<FeedStep.Advanced>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
        var asked = silent.Asked.Count;

        for (var reading = 0; reading < 3; reading++)
            Assert.IsType<FeedStep.CaughtUp>(await feed.Read(first.To, Query, 0, CancellationToken.None));

        Assert.Equal(asked, silent.Asked.Count);
        Assert.Single(spare.Asked, it => it.StartsWith("eth_chainId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_below_the_first_block_is_refused() => Assert.Equal(
        "node.example: a start block is zero or more",
        Assert.IsType<ChainAnswer<FeedCheckpoint>.Refused>(
            await FeedOver(new FakeNode(_chain)).Start(-1, CancellationToken.None)).Reason);

    [Fact]
    public async Task Node_of_another_chain_is_followed_as_soon_as_it_serves_the_right_one()
    {
        _chain.Mine(1, n => [Log(1, n)]);
        var node = new FakeNode(_chain) { ChainNumber = 1 };
        var feed = FeedOver(node);

        var wrong = await feed.Read(Genesis, Query, 0, CancellationToken.None);
        node.ChainNumber = 31337;
        var right = await feed.Read(Genesis, Query, 0, CancellationToken.None);

        Assert.IsType<FeedStep.NotYet>(wrong);
        Assert.Single(Assert.IsType<FeedStep.Advanced>(right).Logs);
    }

    [Fact]
    public async Task Blocks_at_the_head_are_read_a_few_at_a_time_where_the_node_cannot_give_more()
    {
        _chain.Mine(40, n => [Log(1, n)]);
        var node = new FakeNode(_chain) { Intercept = TooLargeOver(logRequests: 3) };
        var feed = FeedOver(node);

        var (at, logs, refused) = (Genesis, new List<EventLog>(), 0);
        while (await feed.Read(at, Query, 0, CancellationToken.None) is var step and not FeedStep.CaughtUp)
        {
            if (step is FeedStep.Advanced advanced)
            {
                at = advanced.To;
                logs.AddRange(advanced.Logs);
            }
            else
            {
                Assert.Contains("413", Assert.IsType<FeedStep.NotYet>(step).Reason, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n), logs.Select(log => log.Block.Number));
        Assert.InRange(refused, 4, 12); // 32, 16, 8 and 4 blocks, and where it tries for more again.
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Block_that_alone_is_too_much_for_a_node_is_named(int blocks)
    {
        _chain.Mine(blocks, n => [Log(1, n)]);
        var feed = FeedOver(new FakeNode(_chain) { Intercept = TooLargeOver(logRequests: 0) });

        var reasons = new List<string>();
        for (var reading = 0; reading < 8; reading++)
            reasons.Add(Assert.IsType<FeedStep.NotYet>(
                await feed.Read(Genesis, Query, 0, CancellationToken.None)).Reason);

        Assert.Contains("cannot give the logs of block 0 alone", reasons[^1], StringComparison.Ordinal);
    }

    private static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>> TooLargeOver(
        int logRequests) => async (request, token) =>
        {
            var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(token));
            var count = asked is JsonArray batch
                ? batch.Count(IsForLogs)
                : IsForLogs(asked) ? 1 : 0;
            return count > logRequests ? new HttpResponseMessage(HttpStatusCode.RequestEntityTooLarge) : null;
        };

    private static bool IsForLogs(JsonNode? call) => (string?)call!["method"] == "eth_getLogs";
}

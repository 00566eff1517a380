using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Kwala.TestKit;
using static Kwala.Chain.Tests.Feed.Lending;

namespace Kwala.Chain.Tests.Feed;

public sealed class LyingNodeTests
{
    private readonly FakeChain _chain = new();

    /// <summary>What a node does wrong, and what is said about it.</summary>
    public static TheoryData<string, string> Lies => new()
    {
        { "a log of a block that was not asked", "outside what was asked" },
        { "a log of another block's hash", "block" },
        { "a removed log", "is marked as removed" },
        { "a log twice", "was given twice" },
        { "logs in the wrong order", "comes after" },
        { "a block whose parent does not match", "whose parent is not block" },
        { "another block than asked", "gave block" },
        { "no block below its head", "has no block" },
        { "a gap below its head", "below its own head" },
        { "no newest block", "has no newest block" },
        { "a log without a topic list", "malformed answer" },
        { "text for logs", "malformed answer" },
        { "a header without a hash", "malformed answer" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lie_near_the_head_is_named_and_the_next_node_is_asked(string lie, string reason)
    {
        _chain.Mine(20, n => [Log(1, n), Log(2, n)]);
        await IsNamedAndPassedOver(lie, reason);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lie_about_settled_blocks_is_named_and_the_next_node_is_asked(string lie, string reason)
    {
        _chain.Mine(1000, n => [Log(1, n), Log(2, n)]);
        await IsNamedAndPassedOver(lie, reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Empty_or_short_answer_that_the_bloom_denies_is_not_believed(int logsShown)
    {
        var other = AddressOf(0xBB);
        _chain.Mine(1, n => [Log(1, n), Log(2, n, other)]);
        var late = new FakeNode(_chain, "late") { Twist = LogsCutTo(logsShown) };
        var query = new LogQuery([new EventFilter(Event, [Market, other])]);
        var feed = FeedOver(late);

        var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(Genesis, query, 0, CancellationToken.None));
        Assert.Contains("fewer than its bloom holds", notYet.Reason, StringComparison.Ordinal);
        Assert.True(notYet.RetryAfter > TimeSpan.Zero);

        // The node has caught up with its own index: the same checkpoint gives the logs.
        late.Twist = null;
        var step = await feed.Read(Genesis, query, 0, CancellationToken.None);
        Assert.Equal(2, Assert.IsType<FeedStep.Advanced>(step).Logs.Length);
    }

    [Fact]
    public async Task Silent_node_is_passed_over_for_one_that_has_indexed_the_block()
    {
        _chain.Mine(1, n => [Log(1, n)]);
        var feed = FeedOver(new FakeNode(_chain, "late") { Twist = LogsCutTo(0) }, new FakeNode(_chain, "prompt"));
        var step = await feed.Read(Genesis, Query, 0, CancellationToken.None);
        Assert.Single(Assert.IsType<FeedStep.Advanced>(step).Logs);
    }

    // A bloom that holds contract and topic of two other logs promises what no log has.
    [Fact]
    public async Task False_promise_of_the_bloom_costs_one_more_request_and_no_wait()
    {
        _chain.Mine(1, n => [Log(1, n, AddressOf(0xBB)), Noise(1) with { Contract = Market }]);
        var node = new FakeNode(_chain);
        var step = await FeedOver(node).Read(Genesis, Query, 0, CancellationToken.None);
        Assert.Empty(Assert.IsType<FeedStep.Advanced>(step).Logs);
        Assert.Equal(3, node.Asked.Count(a => a.StartsWith("eth_getLogs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Number_that_goes_backwards_is_a_lagging_node_and_no_reorg()
    {
        _chain.Mine(20, n => [Log(1, n)]);
        var node = new FakeNode(_chain, "slow");
        var feed = FeedOver(node);
        var (at, _) = await ReadAll(feed, Genesis);
        node.LagsAt = 17;
        var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.StartsWith("slow.example: is at block 17, we already read 20", notYet.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_grows_with_every_failure_and_starts_over_after_success()
    {
        _chain.Mine(3);
        var node = new FakeNode(_chain) { LagsAt = -1 };
        node.Refuse = (_, _) => (-32000, "busy");
        var feed = FeedOver(node);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
            Assert.Equal(TimeSpan.FromSeconds(seconds), notYet.RetryAfter);
        }

        (node.Refuse, node.LagsAt) = (null, null);
        Assert.IsType<FeedStep.Advanced>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
        node.Refuse = (_, _) => (-32000, "busy");
        var again = Assert.IsType<FeedStep.NotYet>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(1), again.RetryAfter);
    }

    [Fact]
    public async Task Node_on_a_dead_fork_does_not_stop_a_chain_that_another_follows()
    {
        _chain.Mine(400);
        var dead = new FakeChain();
        dead.Mine(401, salt: "dead");
        var (at, _) = await ReadAll(FeedOver(new FakeNode(_chain)), Genesis);
        _chain.Mine(1, n => [Log(1, n)]);
        var feed = FeedOver(new FakeNode(dead, "dead"), new FakeNode(_chain, "alive"));
        var step = await feed.Read(at, Query, 0, CancellationToken.None);
        Assert.Single(Assert.IsType<FeedStep.Advanced>(step).Logs);
    }

    [Fact]
    public async Task Node_of_another_chain_is_named()
    {
        var feed = FeedOver(new FakeNode(_chain, "mainnet") { ChainNumber = 1 });
        var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
        Assert.Contains("mainnet.example: serves eip155:1", notYet.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_in_the_url_never_appears_even_when_the_node_repeats_it()
    {
        var node = new FakeNode(_chain);
        node.Refuse = (_, _) => (-32000, $"cannot serve {node.Url} for {FakeNode.Key}");
        var notYet = Assert.IsType<FeedStep.NotYet>(
            await FeedOver(node).Read(Genesis, Query, 0, CancellationToken.None));
        Assert.Contains("error -32000: cannot serve ", notYet.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeNode.Key, notYet.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Html_is_named_as_such()
    {
        var node = new FakeNode(_chain)
        {
            Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("<!doctype html><title>Log in</title>", Encoding.UTF8, "text/html"),
            }),
        };
        var notYet = Assert.IsType<FeedStep.NotYet>(
            await FeedOver(node).Read(Genesis, Query, 0, CancellationToken.None));
        Assert.Contains("HTML instead of JSON", notYet.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_never_answers_is_left_after_the_time_limit()
    {
        _chain.Mine(3);
        var time = new FakeTime();
        var hanging = new FakeNode(_chain, "hanging")
        {
            Intercept = async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                return null;
            },
        };
        var limits = new RpcLimits(TimeSpan.FromSeconds(7), 1 << 20, Retries: 2);
        var policy = new FeedPolicy(Lending.Chain, 1000, 32, 64, true, TimeSpan.FromSeconds(1));
        var nodes = new[] { hanging, new FakeNode(_chain, "good") }
            .Select(n => new RpcEndpoint(new HttpClient(n), n.Url, limits, time, () => 1));
        using var feed = new ChainFeed(policy, nodes, () => 1, readAhead: false);

        var reading = feed.Read(Genesis, Query, 0, CancellationToken.None);
        await time.WhenArmed(TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.IsType<FeedStep.Advanced>(await reading);
    }

    [Theory]
    [InlineData("query returned more than 10000 results", 40)]
    [InlineData("eth_getLogs is limited to a 50 range", 50)]
    public async Task Range_shrinks_to_what_the_node_allows_and_nothing_is_lost(string refusal, int blocksMax)
    {
        _chain.Mine(3000, n => n % 3 == 0 ? [Log(1, n)] : []);
        var node = new FakeNode(_chain)
        {
            Refuse = (method, p) => method == "eth_getLogs" && p[0]!["fromBlock"] is { } from
                && FakeNode.Number((string)p[0]!["toBlock"]!) - FakeNode.Number((string)from!) >= blocksMax
                    ? (-32005, refusal)
                    : null,
        };
        var (_, logs) = await ReadAll(FeedOver(node), Genesis);
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => 3L * n), logs.Select(l => l.Block.Number));
    }

    [Fact]
    public async Task Node_without_the_finalized_tag_is_followed_by_the_window()
    {
        _chain.Mine(600);
        var node = new FakeNode(_chain)
        {
            Refuse = (_, p) => p.Count > 0 && p[0] is JsonValue tag && tag.ToString() == "finalized"
                ? (-39001, "unknown block tag")
                : null,
        };
        var (at, _) = await ReadAll(FeedOver(node), Genesis);
        Assert.Equal((601, 600 - 256, 257), (at.Next, at.Finalized, at.Window.Length));
        Assert.Single(node.Asked, a => a.Contains("finalized", StringComparison.Ordinal));
    }

    private async Task IsNamedAndPassedOver(string lie, string reason)
    {
        var liar = new FakeNode(_chain, "liar") { Twist = Telling(lie) };
        var from = new FeedCheckpoint(Lending.Chain, 1, [_chain.Blocks[0].Ref], 0);
        var alone = await FeedOver(liar).Read(from, Query, 0, CancellationToken.None);
        var notYet = Assert.IsType<FeedStep.NotYet>(alone);
        Assert.StartsWith("liar.example: ", notYet.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, notYet.Reason, StringComparison.Ordinal);

        var (_, logs) = await ReadAll(FeedOver(liar, new FakeNode(_chain, "honest")), from);
        Assert.Equal(2 * (_chain.Blocks.Count - 1), logs.Length);
    }

    private static Func<string, JsonArray, JsonNode?, JsonNode?> LogsCutTo(int shown) => (method, _, result) =>
        method == "eth_getLogs"
            ? new JsonArray([.. result!.AsArray().Take(shown).Select(l => l!.DeepClone())])
            : result;

    private static Func<string, JsonArray, JsonNode?, JsonNode?> Telling(string lie)
    {
        var hash = Keccak256.Hash([1]).ToString();
        return (method, p, result) =>
        {
            var logs = method == "eth_getLogs" && result is JsonArray { Count: > 1 } all ? all : null;
            var header = method == "eth_getBlockByNumber" && p[0]!.ToString().StartsWith("0x", StringComparison.Ordinal)
                ? result as JsonObject
                : null;
            switch (lie)
            {
                case "a log of a block that was not asked":
                    Set(logs?[0], "blockNumber", "0xffff");
                    break;
                case "a log of another block's hash":
                    Set(logs?[^1], "blockHash", hash);
                    break;
                case "a removed log":
                    Set(logs?[0], "removed", true);
                    break;
                case "a log twice":
                    logs?.Insert(0, logs[0]!.DeepClone());
                    break;
                case "logs in the wrong order":
                    logs?.Insert(0, Taken(logs));
                    break;
                case "a block whose parent does not match":
                    Set(header, "parentHash", hash);
                    break;
                case "another block than asked":
                    Set(header, "number", "0x5");
                    break;
                case "a header without a hash":
                    header?.Remove("hash");
                    break;
                case "a log without a topic list":
                    Set(logs?[0], "topics", "none");
                    break;
            }

            return lie switch
            {
                "no block below its head" when header is not null => null,
                "a gap below its head" when header is not null && p[0]!.ToString() != "0x0" => null,
                "no newest block" when p.Count > 0 && p[0]!.ToString() == "latest" => null,
                "text for logs" when logs is not null => "many",
                _ => result,
            };
        };
    }

    private static JsonNode Taken(JsonArray from)
    {
        var last = from[^1]!;
        from.RemoveAt(from.Count - 1);
        return last;
    }

    private static void Set(JsonNode? node, string member, JsonNode value)
    {
        if (node is not null)
            node[member] = value;
    }
}

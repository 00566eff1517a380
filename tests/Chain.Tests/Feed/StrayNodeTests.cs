using System.Text.Json.Nodes;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using static Kwala.Chain.Tests.Feed.Lending;

namespace Kwala.Chain.Tests.Feed;

/// <summary>Nodes that stand still, are left behind on a branch of their own, or misstate one thing.</summary>
public sealed class StrayNodeTests
{
    private readonly FakeChain _chain = new();

    [Fact]
    public async Task Node_that_stands_still_is_left_for_one_that_follows_the_chain()
    {
        _chain.Mine(20);
        var stuck = new FakeNode(_chain, "stuck");
        var feed = FeedOver(stuck, new FakeNode(_chain));
        var (at, _) = await ReadAll(feed, Genesis);
        stuck.LagsAt = 20;
        _chain.Mine(3, n => [Log(1, n)]);

        var looks = 0;
        FeedStep step;
        do
            step = await feed.Read(at, Query, 0, CancellationToken.None);
        while (step is FeedStep.CaughtUp && ++looks < 50);

        Assert.Equal([21, 22, 23], Assert.IsType<FeedStep.Advanced>(step).Logs.Select(log => log.Block.Number));
        Assert.InRange(looks, 1, 10);
    }

    [Fact]
    public async Task Head_that_stands_still_everywhere_is_the_head()
    {
        _chain.Mine(20);
        var feed = FeedOver(new FakeNode(_chain), new FakeNode(_chain));
        var (at, _) = await ReadAll(feed, Genesis);
        for (var look = 0; look < 30; look++)
            Assert.Equal(
                20, Assert.IsType<FeedStep.CaughtUp>(await feed.Read(at, Query, 0, CancellationToken.None)).Head);
    }

    [Fact]
    public async Task Node_that_was_left_behind_on_its_own_branch_takes_nothing_back()
    {
        _chain.Mine(20);
        var feed = FeedOver(new FakeNode(_chain));
        var (at, _) = await ReadAll(feed, Genesis, confirmations: 3);
        var alone = new FakeChain();
        alone.Mine(16);
        alone.Mine(3, salt: "alone");
        var behind = FeedOver(new FakeNode(alone, "behind"));
        var notYet = Assert.IsType<FeedStep.NotYet>(await behind.Read(at, Query, 3, CancellationToken.None));
        Assert.Equal(
            "behind.example: has another block 17 than we read, and is at block 19 while the chain was at 20: it lags",
            notYet.Reason);
    }

    [Fact]
    public async Task Misstated_hash_of_the_newest_block_that_we_know_takes_nothing_back()
    {
        _chain.Mine(20);
        var liar = new FakeNode(_chain, "liar");
        var feed = FeedOver(liar);
        var (at, _) = await ReadAll(feed, Genesis);
        _chain.Mine(1);
        liar.Twist = Misstating(20);
        var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.Contains("whose parent is not block 20", notYet.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Misstated_hash_of_the_head_takes_nothing_back()
    {
        _chain.Mine(20);
        var liar = new FakeNode(_chain, "liar");
        var feed = FeedOver(liar);
        var (at, _) = await ReadAll(feed, Genesis);
        liar.Twist = Misstating(20);
        var notYet = Assert.IsType<FeedStep.NotYet>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.Contains("changed its chain while it was asked", notYet.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, "whose parent is not block")]
    [InlineData(17, "whose parent is not block")]
    public async Task Misstated_hash_at_the_end_of_a_settled_range_is_not_believed(long block, string reason)
    {
        _chain.Mine(1000);
        var from = new FeedCheckpoint(Lending.Chain, 1, [_chain.Blocks[0].Ref], 0);
        var liar = new FakeNode(_chain, "liar")
        {
            Twist = block == 16 ? Misstating(16) : (_, p, result) =>
            {
                if (p.Count > 0 && p[0]!.ToString() == "0x11")
                    Set(result, "parentHash", Keccak256.Hash([1]).ToString());
                return result;
            },
        };
        var notYet = Assert.IsType<FeedStep.NotYet>(await FeedOver(liar).Read(from, Query, 0, CancellationToken.None));
        Assert.Contains(reason, notYet.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_that_is_told_too_high_makes_no_block_settled()
    {
        _chain.Mine(60, n => [Log(1, n)]);
        var liar = new FakeNode(_chain, "liar")
        {
            Twist = (_, p, result) =>
            {
                if (p.Count > 0 && p[0]!.ToString() == "latest")
                    Set(result, "number", "0x10000");
                return result;
            },
        };
        var from = new FeedCheckpoint(Lending.Chain, 1, [_chain.Blocks[0].Ref], 0);
        var notYet = Assert.IsType<FeedStep.NotYet>(await FeedOver(liar).Read(from, Query, 0, CancellationToken.None));
        Assert.Contains("has no block 272, and said that its head is not below that", notYet.Reason, StringComparison.Ordinal);
        var (_, logs) = await ReadAll(FeedOver(liar, new FakeNode(_chain, "honest")), from);
        Assert.Equal(60, logs.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10L)]
    public async Task Start_at_a_block_that_never_was_is_not_believed(long? block)
    {
        _chain.Mine(20);
        var liar = new FakeNode(_chain, "liar") { Twist = Misstating((block ?? 21) - 1) };
        Assert.IsType<ChainAnswer<FeedCheckpoint>.NotYet>(await FeedOver(liar).Start(block, CancellationToken.None));
        var start = await FeedOver(liar, new FakeNode(_chain, "honest")).Start(block, CancellationToken.None);
        Assert.Equal(
            _chain.Blocks[(int)(block ?? 21) - 1].Ref,
            Assert.IsType<ChainAnswer<FeedCheckpoint>.Answered>(start).Value.Window[^1]);
    }

    // By its number alone: as the newest block it is told as it is.
    private static Func<string, JsonArray, JsonNode?, JsonNode?> Misstating(long block) => (_, p, result) =>
    {
        if (p.Count > 0 && p[0]!.ToString() == FakeNode.Quantity(block))
            Set(result, "hash", Keccak256.Hash([1]).ToString());
        return result;
    };

    private static void Set(JsonNode? node, string member, JsonNode value)
    {
        if (node is not null)
            node[member] = value;
    }
}

using Kwala.Core.Abi;
using Kwala.Ports.Chain;
using static Kwala.Chain.Tests.Feed.Lending;

namespace Kwala.Chain.Tests.Feed;

public sealed class ChainFeedTests
{
    private readonly FakeChain _chain = new();

    [Theory]
    [InlineData(3, true)]
    [InlineData(300, true)]
    [InlineData(2000, true)]
    [InlineData(2000, false)]
    public async Task Every_log_comes_once_and_in_order_with_its_block_time(int blocks, bool logsCarryTime)
    {
        _chain.LogsCarryTime = logsCarryTime;
        _chain.Mine(blocks, n => n % 7 == 0 ? [Noise(1), Log(1, n), Log(2, n)] : n % 5 == 0 ? [Noise(2)] : []);
        var (at, logs) = await ReadAll(FeedOver(new FakeNode(_chain)), Genesis);

        var expected = _chain.Blocks.Where(b => b.Number > 0 && b.Number % 7 == 0).SelectMany(b => new[]
        {
            (b.Ref, b.Time, Index: 1, Wallet: AddressOf(1)), (b.Ref, b.Time, Index: 2, Wallet: AddressOf(2)),
        });
        Assert.Equal(expected, logs.Select(l =>
            (l.Block, l.BlockTime, l.LogIndex, ((AbiValue.Account)l.Arguments[0]).Address)));
        Assert.All(logs, l => Assert.Equal(l.Block.Number, (long)((AbiValue.Number)l.Arguments[1]).Value));
        Assert.Equal(blocks + 1, at.Next);
        Assert.Equal(_chain.Blocks[^1].Ref, at.Window[^1]);
    }

    [Fact]
    public async Task Block_says_its_number_and_time_and_one_that_is_not_there_is_waited_for()
    {
        _chain.Mine(10);
        var feed = FeedOver(new FakeNode(_chain));
        var (newest, third) = (_chain.Blocks[^1], _chain.Blocks[3]);

        Assert.Equal(Stamp(third), await feed.StampOf(3, CancellationToken.None));
        Assert.Equal(Stamp(newest), await feed.StampOf(null, CancellationToken.None));
        Assert.Contains(
            "has no block",
            Assert.IsType<ChainAnswer<BlockStamp>.NotYet>(
                await feed.StampOf(newest.Number + 1, CancellationToken.None)).Reason,
            StringComparison.Ordinal);

        static ChainAnswer<BlockStamp> Stamp(FakeBlock block) =>
            new ChainAnswer<BlockStamp>.Answered(new BlockStamp(block.Number, block.Time));
    }

    [Fact]
    public async Task Reading_ahead_changes_no_log()
    {
        _chain.Mine(3000, n => n % 7 == 0 ? [Log(1, n), Log(2, n)] : []);
        using var ahead = FeedOver(readAhead: true, new FakeNode(_chain));
        var (_, with) = await ReadAll(ahead, Genesis);
        var (_, without) = await ReadAll(FeedOver(new FakeNode(_chain)), Genesis);
        Assert.Equal(without.Select(l => (l.Block, l.LogIndex)), with.Select(l => (l.Block, l.LogIndex)));
    }

    [Fact]
    public async Task Cost_of_backfill_follows_events_and_not_blocks()
    {
        _chain.Mine(20_000, n => n % 5000 == 0 ? [Log(1, n)] : []);
        var node = new FakeNode(_chain);
        await ReadAll(FeedOver(node), Genesis);
        // 257 blocks near the head have a header and a log request each; 19,743 settled ones share a few ranges.
        Assert.InRange(node.Asked.Count, 514, 700);
    }

    [Fact]
    public async Task Old_blocks_are_backfill_and_the_last_64_are_live()
    {
        _chain.Mine(500);
        var (feed, at) = (FeedOver(new FakeNode(_chain)), Genesis);
        while (await feed.Read(at, Query, 0, CancellationToken.None) is FeedStep.Advanced step)
        {
            Assert.Equal(step.FromBlock > 500 - 64, step.AtHead);
            Assert.Equal(step.ToBlock > 500 - 64, step.AtHead);
            Assert.Equal(500, step.Head);
            at = step.To;
        }

        Assert.Equal(501, at.Next);
    }

    [Fact]
    public async Task Window_holds_256_blocks_or_back_to_finality()
    {
        _chain.Finalized = 100;
        _chain.Mine(600);
        var near = await ReadAll(FeedOver(new FakeNode(_chain)), Genesis);
        Assert.Equal((100, 600, 501), (near.At.Finalized, near.At.Window[^1].Number, near.At.Window.Length));

        _chain.Finalized = 590;
        _chain.Mine(1);
        var far = await ReadAll(FeedOver(new FakeNode(_chain)), near.At);
        Assert.Equal((601 - 256, 257), (far.At.Finalized, far.At.Window.Length));
    }

    [Fact]
    public async Task Only_blocks_at_the_asked_depth_are_read()
    {
        _chain.Mine(10, n => [Log(1, n)]);
        var feed = FeedOver(new FakeNode(_chain));
        var (at, logs) = await ReadAll(feed, Genesis, confirmations: 3);
        Assert.Equal((8, 7), (at.Next, logs.Length));

        _chain.Reorganise(depth: 3, count: 4, logs: n => [Log(9, n)]);
        (at, logs) = await ReadAll(feed, at, confirmations: 3);
        Assert.Equal([9], logs.Select(l => ((AbiValue.Account)l.Arguments[0]).Address == AddressOf(9) ? 9 : 0));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(70, 71)]
    [InlineData(200, 220)]
    public async Task Reorg_rolls_back_to_the_common_ancestor(int depth, int count)
    {
        _chain.Mine(300, n => [Log(1, n)]);
        var feed = FeedOver(new FakeNode(_chain));
        var (at, _) = await ReadAll(feed, Genesis);
        var orphans = _chain.Blocks[^depth..].ConvertAll(b => b.Ref);
        _chain.Reorganise(depth, count, logs: n => [Log(2, n)]);

        var back = Assert.IsType<FeedStep.RolledBack>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.Equal(orphans, back.Orphaned);
        Assert.Equal(301 - depth, back.To.Next);
        var (after, logs) = await ReadAll(feed, back.To);
        Assert.Equal(_chain.Blocks[^count..].ConvertAll(b => b.Ref), logs.Select(l => l.Block));
        Assert.Equal(_chain.Blocks[^1].Ref, after.Window[^1]);
    }

    [Fact]
    public async Task Reorg_deeper_than_the_window_halts_the_chain()
    {
        _chain.Mine(400);
        var feed = FeedOver(new FakeNode(_chain));
        var (at, _) = await ReadAll(feed, Genesis);
        _chain.Reorganise(depth: 300, count: 301);
        var halted = Assert.IsType<FeedStep.Halted>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.Contains("deeper than the window", halted.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeNode.Key, halted.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reorg_right_after_a_start_at_the_head_is_followed()
    {
        _chain.Mine(20);
        var feed = FeedOver(new FakeNode(_chain));
        var start = await feed.Start(null, CancellationToken.None);
        var at = Assert.IsType<ChainAnswer<FeedCheckpoint>.Answered>(start).Value;
        Assert.Equal((21, 21), (at.Next, at.Window.Length));
        _chain.Reorganise(depth: 5, count: 6);
        var back = Assert.IsType<FeedStep.RolledBack>(await feed.Read(at, Query, 0, CancellationToken.None));
        Assert.Equal((5, 16), (back.Orphaned.Length, back.To.Next));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 1)]
    [InlineData(990, 246)]
    [InlineData(100, 1)]
    public async Task Start_remembers_the_blocks_before_it_that_may_change(long block, int window)
    {
        _chain.Mine(1000);
        var start = await FeedOver(new FakeNode(_chain)).Start(block, CancellationToken.None);
        var at = Assert.IsType<ChainAnswer<FeedCheckpoint>.Answered>(start).Value;
        Assert.Equal(block, at.Next);
        Assert.Equal(window, at.Window.Length);
    }

    [Fact]
    public async Task Start_beyond_the_head_waits_and_another_chain_is_refused()
    {
        var (node, wrong) = (new FakeNode(_chain), new FakeNode(_chain) { ChainNumber = 1 });
        Assert.IsType<ChainAnswer<FeedCheckpoint>.NotYet>(await FeedOver(node).Start(50, CancellationToken.None));
        var refused = await FeedOver(wrong).Start(0, CancellationToken.None);
        Assert.Contains(
            "serves eip155:1, not eip155:31337",
            Assert.IsType<ChainAnswer<FeedCheckpoint>.Refused>(refused).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_of_a_transaction_is_found_decoded_and_dated()
    {
        _chain.LogsCarryTime = false;
        _chain.Mine(3, n => [Noise(1), Log(4, n)]);
        var (feed, filter) = (FeedOver(new FakeNode(_chain)), Query.Filters[0]);
        var transaction = _chain.Blocks[2].Logs[1].Transaction;
        var found = await feed.FindLog(transaction, 1, filter, CancellationToken.None);
        var log = Assert.IsType<LogLookup.Matched>(Assert.IsType<ChainAnswer<LogLookup>.Answered>(found).Value).Log;
        Assert.Equal((_chain.Blocks[2].Ref, _chain.Blocks[2].Time), (log.Block, log.BlockTime));
    }

    [Theory]
    [InlineData("0xaa", 1, typeof(LogLookup.Matched))]
    [InlineData("0xaa", 0, typeof(LogLookup.NoSuchLog))]
    [InlineData("0xaa", 4, typeof(LogLookup.NoSuchLog))]
    [InlineData("0xbb", 2, typeof(LogLookup.AnotherLog))]
    [InlineData("another event", 0, typeof(LogLookup.AnotherLog))]
    [InlineData("cut off", 3, typeof(LogLookup.Undecodable))]
    [InlineData("never mined", 0, typeof(LogLookup.NoSuchTransaction))]
    public async Task Log_that_is_not_found_is_told_from_another_one(string of, int index, Type expected)
    {
        var logs = new Dictionary<string, FakeLog>
        {
            ["another event"] = Noise(1),
            ["0xaa"] = Log(4, 7),
            ["0xbb"] = Log(4, 7, AddressOf(0xBB)),
            ["cut off"] = Log(5, 7) with { Data = [1, 2, 3] },
        };
        _chain.Mine(1, _ => [.. logs.Values]);
        var transaction = logs.TryGetValue(of, out var log) ? log.Transaction : default;
        var found = await FeedOver(new FakeNode(_chain)).FindLog(
            transaction, index, Query.Filters[0], CancellationToken.None);
        Assert.IsType(expected, Assert.IsType<ChainAnswer<LogLookup>.Answered>(found).Value);
    }

    [Fact]
    public async Task Log_that_does_not_fit_its_declaration_is_reported_and_passed_over()
    {
        _chain.Mine(1, _ => [Log(1, 5) with { Data = [1, 2, 3] }, Log(2, 6)]);
        var step = await FeedOver(new FakeNode(_chain)).Read(Genesis, Query, 0, CancellationToken.None);
        var advanced = Assert.IsType<FeedStep.Advanced>(step);
        Assert.Equal(1, Assert.Single(advanced.Logs).LogIndex);
        Assert.Contains("ends inside a uint256", Assert.Single(advanced.Undecodable).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_of_one_event_with_different_contracts_each_get_their_own()
    {
        var other = AddressOf(0xBB);
        _chain.Mine(2, n => [Log(1, n), Log(1, n, other), Log(1, n, AddressOf(0xCC))]);
        var query = new LogQuery(
            [new EventFilter(Event, [Market]), new EventFilter(Event, [other]), new EventFilter(Event, [])]);
        var (_, logs) = await ReadAll(FeedOver(new FakeNode(_chain)), Genesis, query: query);
        Assert.Equal(
            ["0:0", "0:2", "1:1", "1:2", "2:2"],
            logs.Where(l => l.Block.Number == 1).Select(l => $"{l.LogIndex}:{l.Filter}"));
    }
}

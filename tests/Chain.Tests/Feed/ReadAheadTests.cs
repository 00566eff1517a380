using Kwala.Chain.Feed;
using Kwala.Ports.Chain;
using Kwala.TestKit;

namespace Kwala.Chain.Tests.Feed;

public sealed class ReadAheadTests
{
    private static readonly FeedCheckpoint Next = new(Lending.Chain, 10, [], -1);

    private static readonly FeedStep.Advanced Last = new([], [], Next, 0, 9, AtHead: false, 100);

    private static readonly FeedStep Begun = new FeedStep.CaughtUp(100);

    [Fact]
    public async Task Reading_begun_is_given_once_to_the_one_that_asks_for_the_same()
    {
        using var ahead = new ReadAhead();
        ahead.Begin(Last, 0, _ => Task.FromResult(Begun));
        var taken = ahead.Take(Next with { Window = [] }, 0);
        Assert.NotNull(taken);
        Assert.Same(Begun, await taken);
        Assert.Null(ahead.Take(Next, 0));
    }

    [Fact]
    public void Another_checkpoint_or_depth_gets_nothing()
    {
        using var ahead = new ReadAhead();
        ahead.Begin(Last, 0, _ => Task.FromResult(Begun));
        Assert.Null(ahead.Take(Next with { Next = 11 }, 0));
        Assert.Null(ahead.Take(Next with { Window = [new(9, Kwala.Core.Evm.Keccak256.Hash([9]))] }, 0));
        Assert.Null(ahead.Take(Next, 1));
        Assert.NotNull(ahead.Take(Next, 0));
    }

    [Fact]
    public async Task Two_that_read_side_by_side_keep_what_was_begun_for_each()
    {
        var chain = new FakeChain();
        chain.Mine(2_000);
        var node = new FakeNode(chain);
        using var feed = Lending.FeedOver(readAhead: true, node);
        LogQuery[] queries = [new(Lending.Query.Filters), new(Lending.Query.Filters)];
        FeedCheckpoint[] at = [Lending.Genesis, Lending.Genesis];
        for (var step = 0; step < 8; step++)
        {
            var read = await feed.Read(at[step % 2], queries[step % 2], 0, CancellationToken.None);
            at[step % 2] = Assert.IsType<FeedStep.Advanced>(read).To;
        }

        // What was begun for one and thrown away for the other would be asked twice.
        await feed.Read(at[0], queries[0], 0, CancellationToken.None);
        var ranges = node.Asked.ToArray().Where(it => it.StartsWith("eth_getLogs", StringComparison.Ordinal));
        Assert.All(ranges.CountBy(it => it), range => Assert.InRange(range.Value, 1, 2));
    }

    [Fact]
    public async Task While_a_step_of_backfill_is_taken_in_the_next_range_is_asked_already()
    {
        var (second, ranges) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var chain = new FakeChain();
        chain.Mine(2_000);
        using var feed = Lending.FeedOver(readAhead: true, new FakeNode(chain)
        {
            Intercept = async (request, token) =>
            {
                var asked = await request.Content!.ReadAsStringAsync(token);
                if (asked.Contains("toBlock", StringComparison.Ordinal) && Interlocked.Increment(ref ranges) == 2)
                    second.SetResult();
                return null;
            },
        });

        Assert.IsType<FeedStep.Advanced>(await feed.Read(Lending.Genesis, Lending.Query, 0, CancellationToken.None));

        await second.Task.OrFail("nobody asked for the next range");
    }

    [Fact]
    public async Task What_nobody_asks_for_is_stopped()
    {
        var ahead = new ReadAhead();
        var (running, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        ahead.Begin(Last, 0, async token =>
        {
            token.Register(stopped.SetResult);
            running.SetResult();
            await stopped.Task;
            return Begun;
        });
        await running.Task.OrFail("nothing was begun");
        ahead.Dispose();
        await stopped.Task.OrFail("what nobody asks for is still being read");
        Assert.Null(ahead.Take(Next, 0));
    }
}

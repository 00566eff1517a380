using Kwala.Chain.Feed;
using Kwala.Ports.Chain;
using static Kwala.Chain.Tests.Feed.Lending;

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
        ahead.Begin(Last, Query, 0, _ => Task.FromResult(Begun));
        var taken = ahead.Take(Next with { Window = [] }, Query, 0);
        Assert.NotNull(taken);
        Assert.Same(Begun, await taken);
        Assert.Null(ahead.Take(Next, Query, 0));
    }

    [Fact]
    public void Another_checkpoint_depth_or_query_gets_nothing()
    {
        using var ahead = new ReadAhead();
        ahead.Begin(Last, Query, 0, _ => Task.FromResult(Begun));
        Assert.Null(ahead.Take(Next with { Next = 11 }, Query, 0));
        Assert.Null(ahead.Take(Next with { Window = [new(9, Kwala.Core.Evm.Keccak256.Hash([9]))] }, Query, 0));
        Assert.Null(ahead.Take(Next, Query, 1));
        Assert.Null(ahead.Take(Next, new LogQuery(Query.Filters), 0));
        Assert.NotNull(ahead.Take(Next, Query, 0));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_stopped()
    {
        var ahead = new ReadAhead();
        var (running, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        ahead.Begin(Last, Query, 0, async token =>
        {
            token.Register(stopped.SetResult);
            running.SetResult();
            await stopped.Task;
            return Begun;
        });
        await running.Task;
        ahead.Dispose();
        await stopped.Task;
        Assert.Null(ahead.Take(Next, Query, 0));
    }
}

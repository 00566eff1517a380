using Kwala.Grains.Shards;

namespace Kwala.Grains.Tests.Shards;

public sealed class WalletCallsTests
{
    private readonly List<int> _begun = [];
    private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource())];

    private Task Call(int index)
    {
        _begun.Add(index);
        return _ends[index].Task;
    }

    [Fact]
    public async Task No_more_calls_are_under_way_than_allowed_and_the_next_begins_when_one_ends()
    {
        // Continuations run where a call ends, as in the turns of the grain that makes them.
        SynchronizationContext.SetSynchronizationContext(null);
        var all = new WalletCalls(atOnce: 2).Each(6, Call);
        Assert.Equal([0, 1], _begun);

        _ends[1].SetResult();
        Assert.Equal([0, 1, 2], _begun);
        foreach (var end in _ends)
            end.TrySetResult();

        Assert.Empty(await all);
        Assert.Equal([0, 1, 2, 3, 4, 5], _begun);
    }

    [Fact]
    public async Task Call_that_fails_is_named_and_stops_no_other()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var all = new WalletCalls(atOnce: 1).Each(6, Call);
        _ends[0].SetException(new TimeoutException("no answer"));
        foreach (var end in _ends)
            end.TrySetResult();

        var failed = Assert.Single(await all);
        Assert.Equal((0, "no answer"), (failed.Index, failed.Failure!.Message));
        Assert.Equal(6, _begun.Count);
    }

    [Fact]
    public async Task Call_that_there_is_no_time_for_is_not_made_and_is_named()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var all = new WalletCalls(atOnce: 2).Each(6, Call, () => _begun.Count >= 3);
        foreach (var end in _ends)
            end.TrySetResult();

        Assert.Equal([3, 4, 5], (await all).Select(it => it.Index));
        Assert.All(await all, it => Assert.Null(it.Failure));
        Assert.Equal([0, 1, 2], _begun);
    }
}

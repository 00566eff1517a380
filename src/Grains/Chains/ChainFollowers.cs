using System.Collections.Immutable;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Kwala.Grains.Chains;

/// <summary>
/// The followers of a chain: one per place where a workflow stands, each with a timer of its own, so that none waits
/// for another's turn. Whenever the live workflows changed, or places may meet, they are arranged anew
/// (<see cref="FollowPlan"/>).
/// </summary>
/// <param name="feed">The chain.</param>
/// <param name="places">Where it is followed from.</param>
/// <param name="around">The silo.</param>
/// <param name="timerOf">Makes the timer whose ticks are a follower's turns; the first is due at once.</param>
/// <param name="logger">Where followers log.</param>
internal sealed partial class ChainFollowers(
    IChainFeed feed,
    ChainPlaces places,
    ListenerSurroundings around,
    Func<DepthFollower, IGrainTimer> timerOf,
    ILogger logger) : IDisposable
{
    // Far from the head steps are large: so many are held in memory at a time. At the head nobody waits for them.
    private const int FarBehindAtOnce = 2;

    private readonly Dictionary<DepthFollower, IGrainTimer> _timers = [];
    private readonly SemaphoreSlim _farBehind = new(FarBehindAtOnce);
    private LiveSet _live = LiveSet.None;
    private bool _isArranged;
    private ImmutableArray<int> _starting = [];
    private string _notStarted = "";

    // What gauges may read at any time.
    private readonly DateTimeOffset _since = around.Time.GetUtcNow();
    private IReadOnlyCollection<DepthFollower> _measured = [];
    private IReadOnlyCollection<int> _measuredStarting = [];

    /// <summary>How many there are.</summary>
    public int Count => _timers.Count;

    /// <summary>Whether workflows wait for a node to say where the chain begins.</summary>
    public bool AreStarting => !_starting.IsEmpty;

    /// <summary>By depth, and by block where a depth has several.</summary>
    public ImmutableArray<DepthStatus> Status =>
    [
        .. _timers.Keys.Select(follower => follower.Status)
            .Concat(_starting.Select(confirmations => DepthStatus.NotStarted(confirmations, _notStarted)))
            .OrderBy(depth => depth.Confirmations).ThenBy(depth => depth.Next),
    ];

    /// <summary>One per depth. Asked by any thread.</summary>
    public IEnumerable<DepthMeasure> Measures =>
        _measured.Select(follower => follower.Measure)
            .Concat(_measuredStarting.Select(confirmations =>
                DepthMeasure.NotStarted(feed.Chain, confirmations, around.Time.GetUtcNow() - _since)))
            .GroupBy(depth => depth.Confirmations, (_, places) => places.Aggregate((one, other) => one.Worse(other)));

    /// <summary>Takes the next step of a follower; null where there is no such follower any more.</summary>
    public async Task<TimeSpan?> Step(DepthFollower follower, CancellationToken cancellationToken)
    {
        await Arrange(cancellationToken);
        var isFar = follower.IsFarBehind;
        if (isFar)
            await _farBehind.WaitAsync(cancellationToken);
        try
        {
            return _timers.ContainsKey(follower) ? await follower.Advance(_live, cancellationToken) : null;
        }
        finally
        {
            if (isFar)
                _farBehind.Release();
        }
    }

    /// <summary>Sets a follower's next turn.</summary>
    public void Again(DepthFollower follower, TimeSpan after)
    {
        if (_timers.TryGetValue(follower, out var timer))
            timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Brings the followers in line with the workflows that are live now.</summary>
    public async Task Arrange(CancellationToken cancellationToken)
    {
        var live = await around.Catalog.Latest();
        if (live.Revision < _live.Revision || (live.Revision == _live.Revision && _isArranged))
            return;
        await Arrange(live, start: null);
        if (_starting.IsEmpty)
            return;
        var start = await feed.Start(around.FromBlock(feed.Chain), cancellationToken);
        _notStarted = start.Match(_ => "", (why, _) => why, why => why);
        if (start is ChainAnswer<FeedCheckpoint>.Answered { Value: var checkpoint })
            await Arrange(live, checkpoint.ToPlace());
        else
            LogNotStarted(logger, feed.Chain, _notStarted);
    }

    /// <summary>No follower has another turn; those under way end.</summary>
    public void Stop()
    {
        foreach (var timer in _timers.Values)
            timer.Dispose();
        _timers.Clear();
        GrainsInstruments.Followers.Leave(this);
    }

    public void Dispose()
    {
        Stop();
        _farBehind.Dispose();
    }

    private Task Arrange(LiveSet live, DepthStored? start) => places.Arrange(
        now => live.Revision < _live.Revision ? null : FollowPlan.Of(
            now,
            live.ConfirmationsOf(feed.Chain),
            place => place.TakingBack is not null
                || _timers.Keys.Any(it => ReferenceEquals(it.Stored, place) && it.IsBusy),
            start),
        plan =>
        {
            (_live, _isArranged, _starting) = (live, plan.IsComplete, plan.Starting);
            Staff(plan.Places.Where(place => place.Workflows.Length > 0));
            (_measured, _measuredStarting) = ([.. _timers.Keys], [.. _starting]);
        });

    private void Staff(IEnumerable<DepthStored> staffed)
    {
        var open = staffed.ToHashSet<DepthStored>(ReferenceEqualityComparer.Instance);
        foreach (var (follower, timer) in _timers)
            if (!open.Remove(follower.Stored))
            {
                _timers.Remove(follower);
                timer.Dispose();
            }

        foreach (var place in open)
        {
            var follower = new DepthFollower(feed, new DepthPlace(places, place), around, logger);
            _timers[follower] = timerOf(follower);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Chain} cannot be started yet: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, Core.Evm.ChainId chain, string reason);
}

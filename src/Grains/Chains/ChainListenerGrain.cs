using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Stored;
using Kwala.Grains.Wallets;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Chains;

/// <summary>Follows one chain: one follower per confirmation depth in use, one place for all of them.</summary>
internal sealed partial class ChainListenerGrain(
    [PersistentState("chain", StorageNames.Grains)] IPersistentState<ChainStored> stored,
    ListenerSurroundings around,
    IHostApplicationLifetime host,
    ILogger<ChainListenerGrain> logger) : Grain, IChainListenerGrain, IRemindable
{
    // After so many steps without a pause the grain answers whoever waits.
    private const int StepsMax = 16;

    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1), TroublePause = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<int, DepthFollower> _followers = [];
    private readonly SortedDictionary<int, string> _notStarted = [];
    private IGrainTimer? _timer;
    private ChainId _chain;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _chain = new ChainId(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task Follow()
    {
        if (_timer is not null || around.Feeds.For(_chain) is null)
            return;
        _timer = this.RegisterGrainTimer(
            Tick, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        await this.RegisterOrUpdateReminder("follow", RemindEvery, RemindEvery);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Follow();

    public Task<ChainStatus> Status() => Task.FromResult(new ChainStatus
    {
        Chain = _chain,
        Depths =
        [
            .. _followers.Values.Select(follower => follower.Status),
            .. _notStarted.Select(it => new DepthStatus
            {
                Confirmations = it.Key,
                Next = -1,
                Head = -1,
                LagBlocks = 0,
                BlocksSeen = 0,
                BlocksExpected = 0,
                Waiting = it.Value,
            }),
        ],
        Undecodable = stored.State.Undecodable,
    });

    private async Task Tick(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        var pause = TroublePause;
        try
        {
            for (var step = 0; step < StepsMax && !stop.IsCancellationRequested; step++)
                if ((pause = await Round(await around.Catalog.Latest(), stop.Token)) > TimeSpan.Zero)
                    break;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            LogTrouble(failure, _chain);
        }

        if (!stop.IsCancellationRequested)
            _timer?.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private async Task<TimeSpan> Round(LiveSet live, CancellationToken cancellationToken)
    {
        var feed = around.Feeds.For(_chain)!;
        var depths = live.ByDepth(_chain);
        var pause = depths.IsEmpty ? feed.PollInterval : TimeSpan.MaxValue;
        foreach (var gone in _followers.Keys.Where(depth => !depths.ContainsKey(depth)).ToArray())
            _followers.Remove(gone);
        foreach (var (confirmations, workflows) in depths)
        {
            var wait = await FollowerOf(confirmations, feed, cancellationToken) is { } follower
                ? await follower.Advance(workflows, live.Revision, cancellationToken)
                : TroublePause;
            pause = wait < pause ? wait : pause;
        }

        return pause;
    }

    private async Task<DepthFollower?> FollowerOf(
        int confirmations, IChainFeed feed, CancellationToken cancellationToken)
    {
        if (_followers.TryGetValue(confirmations, out var follower))
            return follower;
        var at = stored.State.Depths.FirstOrDefault(depth => depth.Confirmations == confirmations)
            ?? await Start(confirmations, feed, cancellationToken);
        if (at is null)
            return null;
        _notStarted.Remove(confirmations);
        return _followers[confirmations] = new DepthFollower(feed, at, Save, around, logger);
    }

    private async Task<DepthStored?> Start(int confirmations, IChainFeed feed, CancellationToken cancellationToken)
    {
        var start = await feed.Start(around.FromBlock(_chain), cancellationToken);
        if (start is not ChainAnswer<FeedCheckpoint>.Answered { Value: var checkpoint })
        {
            var reason = start.Match(_ => "", (why, _) => why, why => why);
            _notStarted[confirmations] = reason;
            LogNotStarted(_chain, confirmations, reason);
            return null;
        }

        var at = new DepthStored
        {
            Confirmations = confirmations,
            From = checkpoint.Next,
            Next = checkpoint.Next,
            Window = [],
            Finalized = checkpoint.Finalized,
            Seen = 0,
        }.With(checkpoint);
        await Save(at, 0);
        return at;
    }

    private async Task Save(DepthStored depth, int undecodable)
    {
        var before = stored.State;
        try
        {
            stored.State = new ChainStored
            {
                Depths = [.. before.Depths.Where(it => it.Confirmations != depth.Confirmations), depth],
                Undecodable = before.Undecodable + undecodable,
            };
            await stored.WriteStateAsync();
        }
        catch (Exception failure)
        {
            stored.State = before;
            if (!failure.ProvesNothingWritten())
            {
                // What is stored is read again by the next activation, which the reminder or a start brings about.
                _timer?.Dispose();
                DeactivateOnIdle();
            }

            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Chain}: following failed and goes on in a moment.")]
    private partial void LogTrouble(Exception failure, ChainId chain);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations} cannot be started yet: {Reason}")]
    private partial void LogNotStarted(ChainId chain, int confirmations, string reason);
}

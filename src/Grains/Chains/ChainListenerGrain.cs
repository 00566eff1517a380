using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Chains;

/// <summary>Follows one chain: gives its followers their turns, side by side, and one durable place for all.</summary>
internal sealed partial class ChainListenerGrain(
    [PersistentState("chain", StorageNames.Grains)] IPersistentState<ChainStored> stored,
    ListenerSurroundings around,
    StoreSharing store,
    IHostApplicationLifetime host,
    ILogger<ChainListenerGrain> logger) : Grain, IChainListenerGrain, IRemindable, IDisposable
{
    // After so many steps without a pause a turn ends, to let others of the grain have theirs.
    private const int StepsMax = 16;

    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1), TroublePause = TimeSpan.FromSeconds(5);

    private ChainPlaces? _places;
    private ChainFollowers? _followers;
    private IGrainTimer? _timer;

    private ChainId Chain => new(this.GetPrimaryKeyString());

    public async Task Follow()
    {
        if (_timer is not null || around.Feeds.For(Chain) is not { } feed)
            return;
        // First: where it fails nobody follows, and whoever asked asks again.
        await this.RegisterOrUpdateReminder("follow", RemindEvery, RemindEvery);
        // Calls interleave: another may have come this far first.
        if (_timer is not null)
            return;
        _places = new ChainPlaces(Chain, stored, store, around.Values, Abandon);
        _followers = new ChainFollowers(
            feed, _places, around, follower => Timer(token => Turn(follower, token)), logger);
        GrainsInstruments.Followers.Enter(_followers);
        _timer = Timer(token => Look(feed.PollInterval, token));
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Follow();

    public Task<ChainStatus> Status() => Task.FromResult(new ChainStatus
    {
        Chain = Chain,
        Depths = _followers?.Status ?? [],
        Undecodable = stored.State.Undecodable,
    });

    public void Dispose()
    {
        _followers?.Dispose();
        _places?.Dispose();
    }

    // Finds the first workflow; a chain with followers is looked after by them.
    private async Task Look(TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        var pause = await InTurn(
            async stop =>
            {
                await _places!.Begin(stop);
                await _followers!.Arrange(stop);
                return _followers.AreStarting ? TroublePause : pollInterval;
            },
            cancellationToken);
        if (pause is { } after)
            _timer?.Change(_followers!.Count > 0 ? RemindEvery : after, Timeout.InfiniteTimeSpan);
    }

    private async Task Turn(DepthFollower follower, CancellationToken cancellationToken)
    {
        var pause = await InTurn(
            async stop =>
            {
                for (var step = 0; step < StepsMax; step++)
                    if (await _followers!.Step(follower, stop) is var pause && pause != TimeSpan.Zero)
                        return pause < TroublePause ? pause : TroublePause;
                return TimeSpan.Zero;
            },
            cancellationToken);
        if (pause is { } after)
            _followers!.Again(follower, after);
        else if (_followers!.Count == 0)
            _timer?.Change(TroublePause, Timeout.InfiniteTimeSpan);
    }

    // Null once the process ends.
    private async Task<TimeSpan?> InTurn(
        Func<CancellationToken, Task<TimeSpan?>> turn, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        TimeSpan? pause = TroublePause;
        try
        {
            pause = await turn(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception) when (host.ApplicationStopping.IsCancellationRequested)
        {
            // What others close first fails; the next process takes the step again.
        }
        catch (Exception failure)
        {
            LogTrouble(failure, Chain);
        }

        return stop.IsCancellationRequested ? null : pause;
    }

    private IGrainTimer Timer(Func<CancellationToken, Task> turn) => this.RegisterGrainTimer(
        turn,
        new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });

    private void Abandon()
    {
        _timer?.Dispose();
        _followers?.Stop();
        DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Error, "{Chain}: following failed and goes on in a moment.")]
    private partial void LogTrouble(Exception failure, ChainId chain);
}

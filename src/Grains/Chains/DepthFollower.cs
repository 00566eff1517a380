using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// Follows one chain from one place, step by step: reads, hands on what it read (<see cref="NewBlocks"/>,
/// <see cref="LostBlocks"/>) and pauses where there is nothing to do. A step is handed on completely before the place
/// moves, so that a crash anywhere means that a step is taken again, and no step is left out.
/// </summary>
internal sealed partial class DepthFollower(
    IChainFeed feed, DepthPlace place, ListenerSurroundings around, ILogger logger)
{
    // Near enough to the head that a step is small.
    private const int NearBlocks = 64;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(30);

    private readonly NewBlocks _newBlocks = new(feed.Chain, place, around, logger);
    private readonly StepReads _reads = new(feed.Chain, around.Feeds, logger);
    private readonly LostBlocks _lostBlocks = new(feed, place, around, logger);
    private readonly Revaluation _revaluation = new(feed.Chain, place, around, logger);

    private HandOn? _work;
    private StepPages? _pages;
    private LogQuery? _query;
    private long _queryRevision;
    private TimeSpan _pause = TimeSpan.Zero;
    private DateTimeOffset _notBefore;
    private long _head = -1;
    private long _finalized = place.At.Finalized;
    private string? _waiting;
    private string? _halted;
    private FeedStep.CaughtUp? _caughtUp;
    private bool _isStepping;
    private bool _isHeldUp;
    private long _wellAt = around.Time.GetUtcNow().UtcTicks;
    private long _headAt = around.Time.GetUtcNow().UtcTicks;

    /// <summary>Its place as it is stored.</summary>
    public DepthStored Stored => place.Stored;

    /// <summary>Whether a step is under way or half handed on: the place must stay as it is.</summary>
    public bool IsBusy => _isStepping || _work is not null || At.TakingBack is not null;

    /// <summary>Whether its steps may be large.</summary>
    public bool IsFarBehind => _head < 0 || At.Behind(_head) > NearBlocks;

    public DepthStatus Status => new()
    {
        Confirmations = At.Confirmations,
        Next = At.Next,
        Head = _head,
        LagBlocks = At.Behind(_head),
        BlocksSeen = At.Seen,
        BlocksExpected = BlocksExpected,
        Waiting = _waiting,
        Halted = _halted,
        Revaluation = _revaluation.Status,
    };

    /// <summary>The same in numbers. Asked by any thread.</summary>
    public DepthMeasure Measure => new(
        feed.Chain,
        At.Confirmations,
        Math.Max(0, At.Behind(_head)),
        BlocksExpected is 0 ? 1 : Math.Min(1, (double)At.Seen / BlocksExpected),
        _halted is not null,
        Since(Volatile.Read(ref _wellAt)),
        Since(Volatile.Read(ref _headAt)));

    private long BlocksExpected => Math.Max(At.Seen, _head - At.Confirmations - At.From + 1);

    private DepthStored At => place.At;

    /// <summary>Takes one step. The answer is how long there is nothing to do; zero for going on at once.</summary>
    public async Task<TimeSpan> Advance(LiveSet live, CancellationToken cancellationToken)
    {
        if (_notBefore - around.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
            return left;
        _isStepping = true;
        try
        {
            return await Step(live, cancellationToken);
        }
        finally
        {
            _isStepping = false;
        }
    }

    private async Task<TimeSpan> Step(LiveSet live, CancellationToken cancellationToken)
    {
        using var trace = StepTrace.Start(feed.Chain, At.Confirmations);
        string? obstacle;
        try
        {
            // Whoever was overtaken by another activation is refused, and finds out here.
            if (_isHeldUp)
                await place.Confirm();
            if (_work is null)
            {
                var workflows = live.Named(At.Workflows);
                place.Note(await _revaluation.Note(workflows, live));
                _work = await _lostBlocks.Resume(cancellationToken)
                    ?? _lostBlocks.Settle()
                    ?? await (GoesOn(live.Revision)
                        ? TakePage(_pages!, workflows, cancellationToken)
                        : Read(workflows, live.Revision, cancellationToken));
                if (_work is null)
                {
                    _isHeldUp = false;
                    return await Revalue(workflows, live.Revision) ? TimeSpan.Zero : Wait(_pause);
                }
            }

            obstacle = await _work.Run(around.Calls);
            if (obstacle is null)
                await DropFinal();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            obstacle = failure.Message;
            _lostBlocks.LookAgain();
            LogStepFailed(logger, failure, feed.Chain, At.Confirmations, At.Next);
        }

        if (obstacle is null)
        {
            GotOn();
            (_work, _pause, _waiting, _isHeldUp) = (null, TimeSpan.Zero, null, false);
            if (_pages is { IsHalfTold: true })
                _lostBlocks.LookAgain();
            return TimeSpan.Zero;
        }

        trace?.SetStatus(ActivityStatusCode.Error, obstacle);
        _waiting = obstacle;
        LogHeldUp(logger, feed.Chain, At.Confirmations, obstacle);
        _pause = _isHeldUp
            ? TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, PauseLongest.Ticks))
            : PauseFirst;
        _isHeldUp = true;
        return Wait(_pause);
    }

    private TimeSpan Wait(TimeSpan pause)
    {
        _notBefore = around.Time.GetUtcNow() + pause;
        return pause;
    }

    // The head comes first: a page of wallets, then another look at the chain. What fails here holds up nothing else.
    private async Task<bool> Revalue(ImmutableArray<Workflow> workflows, long revision)
    {
        try
        {
            return _caughtUp is { } head && await _revaluation.Go(workflows, revision, head.Time);
        }
        catch (Exception failure)
        {
            _revaluation.HoldUp(failure.Message);
            return false;
        }
    }

    private async Task<HandOn?> Read(
        ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        var step = await feed.Read(
            At.ToCheckpoint(feed.Chain), QueryOf(workflows, revision), At.Confirmations, cancellationToken);
        StepTrace.Read(step);
        _caughtUp = step as FeedStep.CaughtUp;
        // A node may find its way back to the chain that we know.
        if (step is not (FeedStep.Halted or FeedStep.NotYet))
            _halted = null;
        return await step.Match<Task<HandOn?>>(
            advanced => Take(advanced, workflows, revision, cancellationToken),
            rolledBack => GoBack(rolledBack, cancellationToken),
            caughtUp =>
            {
                GotOn();
                return Rest(caughtUp.Head, null, feed.PollInterval);
            },
            notYet => Rest(_head, notYet.Reason, notYet.RetryAfter),
            halted =>
            {
                if (_halted is null)
                    LogHalted(logger, feed.Chain, At.Confirmations, halted.Reason);
                _halted = halted.Reason;
                return Rest(_head, null, PauseLongest);
            });
    }

    // What is final need not be found by a reorg any more. What cannot be dropped now is dropped next time.
    private async Task DropFinal()
    {
        if (At.Finalized <= _finalized)
            return;
        _finalized = At.Finalized;
        try
        {
            await around.Values.Finalized(feed.Chain, _finalized, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotDropped(logger, failure, feed.Chain, _finalized);
        }
    }

    private async Task<HandOn?> Take(
        FeedStep.Advanced step, ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        SawHead(Math.Max(step.Head, step.ToBlock));
        return await _lostBlocks.ToldInVain(step, cancellationToken) switch
        {
            null => await RestInDoubt(),
            { IsEmpty: true } => await TakeNew(step, workflows, revision, cancellationToken),
            { } lost => await GoBack(lost, cancellationToken),
        };
    }

    private async Task<HandOn?> TakeNew(
        FeedStep.Advanced step, ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        if (_pages is not { IsHalfTold: true } pages || !pages.IsOf(step, revision))
        {
            var moved = await MovedPositions.Of(
                step, workflows, At.Moving, _newBlocks.Final(step), around.Subscribers, cancellationToken);
            _pages = new StepPages(step, revision, moved, around.MovedAtOnce);
        }

        return await TakePage(_pages, workflows, cancellationToken);
    }

    // The pages of a step follow one another without a look at the chain, else each new block began it anew; unless the
    // node has no answer for one, since its block may be lost.
    private bool GoesOn(long revision) => _waiting is null && _pages is { IsHalfTold: true } pages
        && pages.Revision == revision && pages.Step.FromBlock == At.Next;

    // What cannot be read now is read again with the next look at the chain: its logs wait, and none is left out.
    private async Task<HandOn?> TakePage(
        StepPages pages, ImmutableArray<Workflow> workflows, CancellationToken cancellationToken)
    {
        var step = pages.Step;
        if (LogReads.Of(step.Logs, workflows, pages.Moved, pages.IsWanted) is not { } open)
            return await _newBlocks.Take(pages, workflows, read: null, cancellationToken);
        return await (await _reads.Answer(open, step.Head, cancellationToken)).Match<Task<HandOn?>>(
            async read => await _newBlocks.Take(pages, workflows, read, cancellationToken),
            (reason, after) => Rest(_head, reason, after),
            reason => Rest(_head, reason, PauseLongest));
    }

    // Whoever had a page of a step may lose it again: where its blocks come back, it is taken from its beginning.
    private async Task<HandOn?> GoBack(ImmutableArray<BlockRef> lost, CancellationToken cancellationToken)
    {
        _pages = null;
        return await _lostBlocks.TakeBack(lost, cancellationToken);
    }

    private async Task<HandOn?> GoBack(FeedStep.RolledBack step, CancellationToken cancellationToken)
    {
        _pages = null;
        var past = await _lostBlocks.ToldPastThePlace(cancellationToken);
        return await _lostBlocks.TakeBack([.. step.Orphaned, .. past], step.To, cancellationToken);
    }

    // The feed knows a query again by reference: what it prepared and read ahead is for this very one.
    private LogQuery QueryOf(ImmutableArray<Workflow> workflows, long revision)
    {
        if (_query is null || _queryRevision != revision)
            (_query, _queryRevision) = (FollowedLogs.Of(workflows), revision);
        return _query;
    }

    private Task<HandOn?> RestInDoubt() => Rest(
        _head, "No node says yet which blocks still stand that wallets were told of.", feed.PollInterval);

    private Task<HandOn?> Rest(long head, string? waiting, TimeSpan pause)
    {
        SawHead(head);
        (_waiting, _pause) = (waiting, pause);
        return Task.FromResult<HandOn?>(null);
    }

    private void GotOn() => Volatile.Write(ref _wellAt, around.Time.GetUtcNow().UtcTicks);

    private void SawHead(long head)
    {
        if (head > _head)
            Volatile.Write(ref _headAt, around.Time.GetUtcNow().UtcTicks);
        _head = head;
    }

    private TimeSpan Since(long ticks) => TimeSpan.FromTicks(Math.Max(0, around.Time.GetUtcNow().UtcTicks - ticks));

    [LoggerMessage(LogLevel.Critical, "{Chain} at depth {Confirmations} is not followed any more: {Reason}")]
    private static partial void LogHalted(ILogger logger, ChainId chain, int confirmations, string reason);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations} is held up: {Obstacle}")]
    private static partial void LogHeldUp(ILogger logger, ChainId chain, int confirmations, string obstacle);

    [LoggerMessage(LogLevel.Warning, "{Chain}: what is final up to {Block} could not be dropped; it will be later.")]
    private static partial void LogNotDropped(ILogger logger, Exception failure, ChainId chain, long block);

    [LoggerMessage(
        LogLevel.Error, "{Chain} at depth {Confirmations}: the step at block {Block} failed and is repeated.")]
    private static partial void LogStepFailed(
        ILogger logger, Exception failure, ChainId chain, int confirmations, long block);
}

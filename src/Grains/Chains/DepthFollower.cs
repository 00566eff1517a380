using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// Follows one chain at one confirmation depth. What it reads is handed on completely before its place is saved, so
/// that
/// a crash anywhere means that a step is taken again, and no step is left out.
/// </summary>
/// <param name="feed">The chain.</param>
/// <param name="start">Where it stands.</param>
/// <param name="save">Makes its new place durable, with a number of logs that could not be decoded.</param>
/// <param name="around">The silo.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class DepthFollower(
    IChainFeed feed, DepthStored start, Func<DepthStored, int, Task> save, ListenerSurroundings around, ILogger logger)
{
    // A reorg counts as settled when so many blocks lie on the top of what it replaced.
    private const int SettledAfter = 3;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(30);

    private DepthStored _at = start;
    private Revaluation? _present;
    private ImmutableArray<BlockRef>? _told;
    private HandOn? _work;
    private LogQuery? _query;
    private long _queryRevision;
    private TimeSpan _pause = TimeSpan.Zero;
    private DateTimeOffset _notBefore;
    private long _head = -1;
    private string? _waiting;
    private string? _halted;
    private FeedStep.CaughtUp? _caughtUp;

    public DepthStatus Status => new()
    {
        Confirmations = _at.Confirmations,
        Next = _at.Next,
        Head = _head,
        LagBlocks = Lag,
        BlocksSeen = _at.Seen,
        BlocksExpected = Math.Max(_at.Seen, _head - _at.Confirmations - _at.From + 1),
        Waiting = _waiting,
        Halted = _halted,
        Revaluation = Present.Status,
    };

    private Revaluation Present =>
        _present ??= new Revaluation(feed.Chain, () => _at, next => Save(next), around, logger);

    private long Lag => Math.Max(0, _head - _at.Confirmations - _at.Next + 1);

    /// <summary>Takes one step. The answer is how long there is nothing to do; zero for going on at once.</summary>
    public async Task<TimeSpan> Advance(
        ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        if (_halted is not null)
            return PauseLongest;
        if (_notBefore - around.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
            return left;
        using var trace = StepTrace.Start(feed.Chain, _at.Confirmations);
        string? obstacle;
        try
        {
            if (_work is null)
            {
                _at = _at with { Revaluation = await Present.Note(workflows, revision) };
                _work = Settle() ?? await Read(workflows, revision, cancellationToken);
                if (_work is null)
                    return await Revalue(workflows, revision) ? TimeSpan.Zero : Wait(_pause);
                _pause = TimeSpan.Zero;
            }

            obstacle = await _work.Run(around.Calls);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            obstacle = failure.Message;
            LogStepFailed(logger, failure, feed.Chain, _at.Confirmations, _at.Next);
        }

        if (obstacle is null)
        {
            (_work, _pause, _waiting) = (null, TimeSpan.Zero, null);
            return TimeSpan.Zero;
        }

        trace?.SetStatus(ActivityStatusCode.Error, obstacle);
        _waiting = obstacle;
        LogHeldUp(logger, feed.Chain, _at.Confirmations, obstacle);
        _pause = _pause == TimeSpan.Zero
            ? PauseFirst
            : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, PauseLongest.Ticks));
        return Wait(_pause);
    }

    // The head comes first: a page of wallets, then another look at the chain. What fails here holds up nothing else.
    private async Task<bool> Revalue(ImmutableArray<Workflow> workflows, long revision)
    {
        try
        {
            return _caughtUp is { } head && await Present.Go(workflows, revision, head.Time);
        }
        catch (Exception failure)
        {
            Present.HoldUp(failure.Message);
            return false;
        }
    }

    private TimeSpan Wait(TimeSpan pause)
    {
        _notBefore = around.Time.GetUtcNow() + pause;
        return pause;
    }

    private async Task<HandOn?> Read(
        ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        var step = await feed.Read(
            _at.ToCheckpoint(feed.Chain), QueryOf(workflows, revision), _at.Confirmations, cancellationToken);
        StepTrace.Read(step);
        _caughtUp = step as FeedStep.CaughtUp;
        return await step.Match<Task<HandOn?>>(
            advanced => Take(advanced, workflows, revision, cancellationToken),
            rolledBack => Undo(rolledBack, cancellationToken),
            caughtUp => Rest(caughtUp.Head, null, feed.PollInterval),
            notYet => Rest(_head, notYet.Reason, notYet.RetryAfter),
            halted =>
            {
                _halted = halted.Reason;
                LogHalted(logger, feed.Chain, _at.Confirmations, halted.Reason);
                return Rest(_head, null, PauseLongest);
            });
    }

    // The feed knows a query again by reference: what it prepared and read ahead is for this very one.
    private LogQuery QueryOf(ImmutableArray<Workflow> workflows, long revision)
    {
        if (_query is null || _queryRevision != revision)
            (_query, _queryRevision) = (new LogQuery(
                [.. workflows.Select(it => new EventFilter(it.Trigger.Event, it.Trigger.Contracts))]), revision);
        return _query;
    }

    private Task<HandOn?> Rest(long head, string? waiting, TimeSpan pause)
    {
        (_head, _waiting, _pause) = (head, waiting, pause);
        return Task.FromResult<HandOn?>(null);
    }

    // The rows of blocks that may be replaced come first: a wallet that was told must be found again by a reorg,
    // whatever happens in between. Those of final blocks are written meanwhile: they only have to precede the place.
    private async Task<HandOn?> Take(
        FeedStep.Advanced step, ImmutableArray<Workflow> workflows, long revision, CancellationToken cancellationToken)
    {
        _head = Math.Max(step.Head, step.ToBlock);
        if (await Lost(step, cancellationToken) is { IsEmpty: false } lost)
            return await Undo(new FeedStep.RolledBack(lost, _at.ToCheckpoint(feed.Chain)), cancellationToken);
        var batch = WalletBatch.Of(step, workflows, isFinal: _at.Confirmations > 0);
        var touched = batch.Touched();
        var rows = Append(batch, touched, cancellationToken);
        if (!touched.IsEmpty)
            await rows;
        foreach (var log in step.Undecodable)
            LogUndecodable(logger, feed.Chain, log.Transaction, log.LogIndex, log.Problem);
        return new HandOn(
            $"blocks {step.FromBlock} to {step.ToBlock}",
            batch.Wallets,
            place => around.Wallet(batch.Wallets[place]).Observe(new SignalBatch
            {
                Signals = batch.Signals[place],
                Finalized = step.To.Finalized,
                Revision = revision,
                Cause = StepTrace.Here,
            }),
            async () =>
            {
                if (rows.IsFaulted || rows.IsCanceled)
                    rows = Append(batch, touched, CancellationToken.None);
                await rows;
                var (finalized, blocks) = (_at.Finalized, step.ToBlock - step.FromBlock + 1);
                await Save(
                    _at.With(step.To) with
                    {
                        Seen = _at.Seen + blocks,
                        Revaluation = _at.Revaluation.After(step, workflows, around.Time.GetUtcNow()),
                    },
                    step.Undecodable.Length);
                GrainsInstruments.Batch(feed.Chain.Value, step.Logs.Length, batch.Wallets.Length);
                GrainsInstruments.Covered(feed.Chain.Value, _at.Confirmations, blocks, Lag);
                if (step.To.Finalized > finalized)
                    await Tidy(step.To.Finalized);
            });
    }

    private Task Append(
        WalletBatch batch, ImmutableArray<TouchedWallet> touched, CancellationToken cancellationToken) =>
        batch.Wallets.IsEmpty
            ? Task.CompletedTask
            : around.Values.Append(feed.Chain, batch.Values(), touched, cancellationToken);

    // Blocks that a process told of and ended before its checkpoint: where they are gone from the chain meanwhile, no
    // window remembers them, and whoever was told would take what stands in their place for seen.
    private async Task<ImmutableArray<BlockRef>> Lost(FeedStep.Advanced step, CancellationToken cancellationToken)
    {
        var told = _told ??= _at.Confirmations > 0
            ? []
            : await around.Values.TouchedFrom(feed.Chain, _at.Next, cancellationToken);
        if (told.IsEmpty)
            return [];
        var standing = step.To.Window.Concat(step.Logs.Select(log => log.Block)).ToHashSet();
        ImmutableArray<BlockRef> lost =
            [.. told.Where(block => block.Number <= step.ToBlock && !standing.Contains(block))];
        if (lost.IsEmpty)
            _told = told.RemoveAll(block => block.Number <= step.ToBlock);
        return lost;
    }

    // What may be dropped is dropped next time if not now: no reason to hand on the batch again.
    private async Task Tidy(long finalized)
    {
        try
        {
            await around.Values.Finalized(feed.Chain, finalized, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogStepFailed(logger, failure, feed.Chain, _at.Confirmations, _at.Next);
        }
    }

    private async Task<HandOn?> Undo(FeedStep.RolledBack step, CancellationToken cancellationToken)
    {
        var top = step.Orphaned[^1].Number;
        LogReorg(logger, feed.Chain, _at.Confirmations, step.Orphaned.Length, top);
        var wallets = await TouchedBy(step.Orphaned, cancellationToken);
        return new HandOn(
            $"the reorg up to block {top}",
            wallets,
            place => around.Wallet(wallets[place]).Orphan(feed.Chain, step.Orphaned),
            async () =>
            {
                // Whom to settle is saved before the rows that name them are dropped.
                if (!wallets.IsEmpty)
                    await Save(_at.WithSettlement(top, wallets));
                if (_at.Confirmations == 0)
                    await DropValues(step.Orphaned, wallets);
                // Blocks past the place were told of and not yet counted.
                var counted = step.Orphaned.Count(block => block.Number < _at.Next);
                await Save(_at.With(step.To) with { Seen = _at.Seen - counted });
                _told = _told?.RemoveRange(step.Orphaned);
            });
    }

    // Rows of touched wallets exist for depth 0 alone: nothing else ever rolls back (decision 10). Where they were
    // dropped and the place was not saved, the settlement still names them.
    private async Task<ImmutableArray<Address>> TouchedBy(
        ImmutableArray<BlockRef> orphaned, CancellationToken cancellationToken)
    {
        if (_at.Confirmations > 0)
            return [];
        var touched = await around.Values.Touched(feed.Chain, orphaned, cancellationToken);
        return _at.Settlements.FirstOrDefault(it => it.ThroughBlock == orphaned[^1].Number) is { } begun
            ? [.. touched.Union(begun.ToWallets())]
            : touched;
    }

    // An owner who chose anew while the values were still there has let a lost block decide again: it is taken back
    // once more.
    private async Task DropValues(ImmutableArray<BlockRef> orphaned, ImmutableArray<Address> wallets)
    {
        await around.Values.Orphan(feed.Chain, orphaned, CancellationToken.None);
        var failed = await around.Calls.Each(
            wallets.Length, place => around.Wallet(wallets[place]).Orphan(feed.Chain, orphaned));
        if (!failed.IsEmpty)
            throw failed[0].Failure;
    }

    private HandOn? Settle()
    {
        if (_at.Settlements.FirstOrDefault(it => it.ThroughBlock + SettledAfter < _at.Next) is not { } settlement)
            return null;
        var wallets = settlement.ToWallets();
        return new HandOn(
            $"the end of the reorg up to block {settlement.ThroughBlock}",
            wallets,
            place => around.Wallet(wallets[place]).SettleReorg(feed.Chain, settlement.ThroughBlock),
            () => Save(_at.Without(settlement)));
    }

    private async Task Save(DepthStored next, int undecodable = 0)
    {
        await save(next, undecodable);
        _at = next;
    }
}

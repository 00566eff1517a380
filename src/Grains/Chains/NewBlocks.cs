using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// What is done with blocks that were read: their logs become signals, the signals a batch per wallet
/// (<see cref="WalletBatch"/>); its rows are appended, the wallets told, and only then the checkpoint moves.
/// </summary>
internal sealed partial class NewBlocks(ChainId chain, DepthPlace place, ListenerSurroundings around, ILogger logger)
{
    // The rows come first: a wallet that was told must be found again by a reorg, and the last value that it asks for
    // must not be older than what it was told.
    public async Task<HandOn> Take(
        StepPages pages, ImmutableArray<Workflow> workflows, LogReads? read, CancellationToken cancellationToken)
    {
        var step = pages.Step;
        var batch = WalletBatch.Of(
            step, workflows, isFinal: place.At.Confirmations > 0, read, around.Time.GetUtcNow(), pages.Moved,
            pages.IsWanted);
        if (!batch.Wallets.IsEmpty)
            await around.Values.Append(place.Term, batch.Values(), batch.Touched(), cancellationToken);
        var ticked = place.At.Ticked;
        if (batch.Ticks is { IsEmpty: false } ticks)
            (batch, ticked) = await Call(batch, TickBatch.Of(ticks, workflows, ticked, Final(step)), cancellationToken);
        batch = await StepPortfolios.Of(
            batch, workflows, around.Portfolios, around.Time.GetUtcNow(), cancellationToken);
        return new HandOn(
            pages.Name,
            batch.Wallets,
            (shard, wallets, places) => shard.Observe(wallets, [.. places.Select(Batch)]),
            () => pages.IsLast
                ? Pass(pages, workflows, ticked, batch.Wallets.Length)
                : Turn(pages, batch.Wallets.Length));

        SignalBatch Batch(int wallet) => new()
        {
            Signals = batch.Signals[wallet],
            Acts = batch.ActsOf(wallet),
            Finalized = step.To.Finalized,
            Revision = pages.Revision,
            Term = place.Term.Number,
            Cause = StepTrace.Here,
        };
    }

    // Subscribers have no rows of values: what a reorg must find is that these blocks touched them.
    private async Task<(WalletBatch Batch, TickedStored[]? Ticked)> Call(
        WalletBatch batch, TickBatch ticks, CancellationToken cancellationToken)
    {
        var told = batch.With(await around.Subscribers.Of(ticks.Called, cancellationToken));
        if (told.Touched() is { IsEmpty: false } touched)
            await around.Values.Append(place.Term, [], touched, cancellationToken);
        return (told, ticks.Ticked);
    }

    /// <summary>The newest block of a step, or of all before it, that no reorg takes back here.</summary>
    public long Final(FeedStep.Advanced step) => place.At.Confirmations > 0 ? step.ToBlock : step.To.Finalized;

    private Task Turn(StepPages pages, int wallets)
    {
        pages.Turn();
        GrainsInstruments.Batch(chain.Value, logs: 0, wallets);
        return Task.CompletedTask;
    }

    private async Task Pass(
        StepPages pages, ImmutableArray<Workflow> workflows, TickedStored[]? ticked, int wallets)
    {
        var step = pages.Step;
        foreach (var log in step.Undecodable)
            LogUndecodable(logger, chain, log.Transaction, log.LogIndex, log.Problem);
        var (at, blocks) = (place.At, step.ToBlock - step.FromBlock + 1);
        await place.Move(
            at.With(step.To) with
            {
                Seen = at.Seen + blocks,
                Ticked = ticked,
                Moving = pages.Moved?.After,
                Revaluation = at.Revaluation.After(step, workflows, around.Time.GetUtcNow()),
            },
            step.Undecodable.Length);
        pages.Turn();
        GrainsInstruments.Batch(chain.Value, step.Logs.Length, wallets);
        GrainsInstruments.Covered(chain.Value, at.Confirmations, blocks);
    }

    [LoggerMessage(LogLevel.Warning, "{Chain}: log {LogIndex} of {Transaction} cannot be decoded: {Problem}")]
    private static partial void LogUndecodable(
        ILogger logger, ChainId chain, Bytes32 transaction, int logIndex, string problem);
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Shards;
using Kwala.Grains.Stored;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// What is done when blocks are no longer part of the chain: whoever they touched is told for the workflows of this
/// place, their values go, and the checkpoint goes back. When the chain is well past the reorg they are told so.
/// </summary>
internal sealed partial class LostBlocks(IChainFeed feed, DepthPlace place, ListenerSurroundings around, ILogger logger)
{
    // A reorg counts as settled when so many blocks lie on the top of what it replaced.
    private const int SettledAfter = 3;

    private ImmutableArray<BlockRef>? _told;

    /// <summary>
    /// A step failed or is half told: rows of its blocks may have been written, and the next step may read others in
    /// their place.
    /// </summary>
    public void LookAgain() => _told = null;

    /// <summary>
    /// Blocks past the checkpoint that wallets were told of before the process ended, and that are gone from the chain
    /// meanwhile: no window remembers them, and whoever was told would take what stands in their place for seen.
    /// Null where no node can say yet.
    /// </summary>
    public async Task<ImmutableArray<BlockRef>?> ToldInVain(
        FeedStep.Advanced step, CancellationToken cancellationToken)
    {
        var told = await ToldPastThePlace(cancellationToken);
        var standing = step.To.Window.Concat(step.Logs.Select(log => log.Block)).ToHashSet();
        var here = told.RemoveAll(block => block.Number > step.ToBlock);
        var gone = await Gone(here.Where(block => !standing.Contains(block)), cancellationToken);
        // Where none of these blocks was told of, one above them shows whether it was built on others in their place.
        if (gone is [] && !here.Any(standing.Contains))
            gone = await Gone(told.Skip(here.Length).Take(1), cancellationToken);
        // What was told above a lost block was built on it.
        if (gone is [var first, ..])
            return told.RemoveAll(block => block.Number < first.Number || standing.Contains(block));
        // Not before: a block that was taken back stands for nobody until it is told again.
        if (gone is not null && standing.Any(place.At.HasTakenBack))
            await place.Move(place.At.TellingAgain(standing));
        return gone;
    }

    /// <summary>
    /// The same where the place itself goes back: whoever was told of a block past it alone, and of none below, would
    /// take all that the canonical chain has in place of both for seen. All of them were built on what is lost.
    /// </summary>
    public async Task<ImmutableArray<BlockRef>> ToldPastThePlace(CancellationToken cancellationToken) =>
        (await ToldFrom(place.At.Next, cancellationToken)).RemoveAll(place.At.HasTakenBack);

    // Until the place has moved past a block, the chain may still change before it is told of once more. What is told
    // after confirmations does not roll back, and has no rows (decision 10): those that there are belong to others.
    private async Task<ImmutableArray<BlockRef>> ToldFrom(long next, CancellationToken cancellationToken)
    {
        if (place.At.Confirmations > 0)
            return [];
        var told = _told ?? await around.Values.TouchedFrom(place.Term, next, cancellationToken);
        _told = told.RemoveAll(block => block.Number < next);
        return _told.Value;
    }

    private async Task<ImmutableArray<BlockRef>?> Gone(IEnumerable<BlockRef> told, CancellationToken cancellationToken)
    {
        var gone = ImmutableArray.CreateBuilder<BlockRef>();
        foreach (var block in told)
        {
            // A range of settled blocks names but its last: the chain itself says what stands there.
            if (await feed.Start(block.Number + 1, cancellationToken) is not ChainAnswer<FeedCheckpoint>.Answered known)
                return null;
            if (known.Value.Window.LastOrDefault() != block)
                gone.Add(block);
        }

        return gone.ToImmutable();
    }

    /// <summary>
    /// Takes back what these blocks did, which no window remembers: the chain may have changed anywhere above the
    /// newest block that is known to stand below them, also where it touched nobody.
    /// </summary>
    public Task<HandOn> TakeBack(ImmutableArray<BlockRef> lost, CancellationToken cancellationToken)
    {
        var first = lost.Min(block => block.Number);
        var to = place.At.ToCheckpoint(feed.Chain);
        var told = (_told ?? []).Where(block => block.Number < first && !place.At.HasTakenBack(block));
        return TakeBack(lost, to, Newest(to.Window.Concat(told)), cancellationToken);
    }

    /// <summary>
    /// Takes back what these blocks did: the chain turned at the newest block of where the place goes.
    /// </summary>
    public Task<HandOn> TakeBack(
        ImmutableArray<BlockRef> blocks, FeedCheckpoint to, CancellationToken cancellationToken) =>
        TakeBack(blocks, to, Newest(to.Window), cancellationToken);

    private async Task<HandOn> TakeBack(
        ImmutableArray<BlockRef> blocks, FeedCheckpoint to, BlockRef? stands, CancellationToken cancellationToken)
    {
        var top = blocks[^1].Number;
        LogReorg(logger, feed.Chain, place.At.Confirmations, blocks.Length, top);
        var wallets = await around.Values.Touched(place.Term, blocks, cancellationToken);
        // Whoever has seen the chain up to a block that did not touch it has to be found when that block goes too.
        if (stands is { } block && !wallets.IsEmpty)
            await around.Values.Append(
                place.Term, [], [.. wallets.Select(wallet => new TouchedWallet(block, wallet))], cancellationToken);
        var begun = new TakingBackStored
        {
            Next = to.Next,
            StandsThrough = Math.Max(Math.Max(to.Next - 1, to.Finalized), stands?.Number ?? 0),
            Blocks = [.. blocks.Select(TakenBlockStored.Of)],
        };
        // Before anybody is told: should the process end, and the chain come back to these blocks meanwhile, nothing
        // else would show that some wallets have taken them back.
        if (!wallets.IsEmpty)
            await place.Move(place.At with { TakingBack = begun });
        return HandOn(begun, wallets);
    }

    /// <summary>What an earlier process began to take back and did not finish; null where there is nothing.</summary>
    public async Task<HandOn?> Resume(CancellationToken cancellationToken) => place.At.TakingBack is { } begun
        ? HandOn(begun, await around.Values.Touched(place.Term, begun.ToBlocks(), cancellationToken))
        : null;

    private HandOn HandOn(TakingBackStored begun, ImmutableArray<Address> wallets)
    {
        var (blocks, workflows) = (begun.ToBlocks(), Workflows());
        var top = blocks[^1].Number;
        return new HandOn(
            $"the reorg up to block {top}",
            wallets,
            Orphan,
            async () =>
            {
                await DropValues(blocks, workflows, wallets, Orphan);
                // Blocks past the place were told of and not yet counted.
                var counted = blocks.Count(block => block.Number < place.At.Next);
                var back = place.At.BackTo(begun.Next) with
                {
                    Seen = Math.Max(0, place.At.Seen - counted),
                    TakingBack = null,
                };
                await place.Move(wallets.IsEmpty
                    ? back
                    : back.WithSettlement(
                        top, wallets.Select(wallet => wallet.ToString()), blocks.Select(it => it.Hash.ToString())));
                _told = _told?.RemoveRange(blocks);
            });

        Task<ImmutableArray<UntoldWallet>> Orphan(
            IWalletShardGrain shard, ImmutableArray<Address> some, ImmutableArray<int> places) =>
            shard.Orphan(some, place.Term, blocks, begun.StandsThrough, workflows);
    }

    private static BlockRef? Newest(IEnumerable<BlockRef> blocks) =>
        blocks.Select(block => (BlockRef?)block).MaxBy(block => block?.Number);

    // An owner who chose anew while the values were still there has let a lost block decide again: it is taken back
    // once more.
    private async Task DropValues(
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        ImmutableArray<Address> wallets,
        TellShard orphan)
    {
        await around.Values.Orphan(place.Term, blocks, workflows, CancellationToken.None);
        var untold = await around.Calls.Each(wallets, [.. Enumerable.Range(0, wallets.Length)], orphan);
        if (!untold.IsEmpty)
            throw new InvalidOperationException(untold[0].Reason ?? "There was no time to tell all of them again.");
    }

    /// <summary>The end of the oldest reorg that has settled; null where there is none.</summary>
    public HandOn? Settle()
    {
        if (place.At.Settlements.FirstOrDefault(it => it.ThroughBlock + SettledAfter < place.At.Next) is not { } reorg)
            return null;
        var (wallets, workflows) = (reorg.ToWallets(), Workflows());
        return new HandOn(
            $"the end of the reorg up to block {reorg.ThroughBlock}",
            wallets,
            (shard, some, _) => shard.SettleReorg(some, place.Term, reorg.ThroughBlock, workflows),
            () => place.Move(place.At.Without(reorg)));
    }

    private ImmutableArray<WorkflowId> Workflows() => [.. place.At.Workflows.Select(name => new WorkflowId(name))];

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations}: {Blocks} blocks up to {Top} were replaced.")]
    private static partial void LogReorg(ILogger logger, ChainId chain, int confirmations, int blocks, long top);
}

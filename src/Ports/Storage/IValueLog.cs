using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Ports.Storage;

/// <summary>The value that a workflow took from one log for one position of a wallet.</summary>
/// <param name="Wallet">Whose position.</param>
/// <param name="Workflow">Which workflow.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Value">The value, exact; may be infinite or undefined.</param>
/// <param name="Position">Where in the chain.</param>
/// <param name="Block">Hash of that block.</param>
/// <param name="BlockTime">Its time.</param>
public sealed record ValueRow(
    Address Wallet,
    WorkflowId Workflow,
    SubjectKey Subject,
    Rational Value,
    LogPosition Position,
    Bytes32 Block,
    DateTimeOffset BlockTime);

/// <summary>A wallet touched by a block that is not yet final, so that a reorg can find it (decision 10).</summary>
/// <param name="Block">Number and hash of the block.</param>
/// <param name="Wallet">The wallet.</param>
public readonly record struct TouchedWallet(BlockRef Block, Address Wallet);

/// <summary>Whose last values to look through, a page at a time.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Workflows">Only values of these.</param>
/// <param name="FromBlock">Only values of this block or a later one.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
/// <param name="Limit">At most so many wallets.</param>
public sealed record HolderQuery(
    ChainId Chain, ImmutableArray<WorkflowId> Workflows, long FromBlock, Address? After, int Limit);

/// <summary>
/// The last value per wallet, workflow and subject, so that a changed threshold is decided without a new event; and the
/// wallets that unfinal blocks touched. Written in the listener's batches before they are handed on. Appending the same
/// rows again changes nothing.
/// </summary>
/// <remarks>
/// What a listener asks it asks by its term. Where the store is shared, all that an earlier term asks once a later one
/// has begun is refused as <see cref="StorageFault.Overtaken"/>, in the transaction that would have done it: what the
/// later one finds is all that there is. A store that is not shared need not look at terms.
/// </remarks>
public interface IValueLog
{
    /// <summary>From now on earlier terms of this chain are refused.</summary>
    Task Begin(ChainTerm term, CancellationToken cancellationToken);

    /// <summary>Makes a batch durable in one transaction.</summary>
    Task Append(
        ChainTerm term,
        ImmutableArray<ValueRow> values,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken);

    /// <summary>The newest value of each workflow and subject of a wallet, over all chains.</summary>
    Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken);

    /// <summary>
    /// The wallets that have such a value, in ascending order; fewer than the limit means that there are no more. A
    /// value that was superseded meanwhile may count.
    /// </summary>
    Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken);

    /// <summary>The distinct wallets that these blocks touched.</summary>
    Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken);

    /// <summary>The distinct blocks from this number on that touched a wallet, oldest first.</summary>
    Task<ImmutableArray<BlockRef>> TouchedFrom(ChainTerm term, long block, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the values that orphaned blocks gave to these workflows, so that the ones before them are the last again.
    /// Other workflows may follow the chain from another place, where the blocks still stand or are taken back later:
    /// for them, whom the blocks touched stays known until finality.
    /// </summary>
    Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken);

    /// <summary>
    /// Everything up to this block is final: touched rows and superseded values up to it may be dropped.
    /// </summary>
    Task Finalized(ChainId chain, long block, CancellationToken cancellationToken);
}

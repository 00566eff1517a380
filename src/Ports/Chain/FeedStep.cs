using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Chain;

/// <summary>
/// Where a chain was followed to: the next block to read, the hashes of the blocks just before it that may still be
/// replaced (oldest first, newest last, none missing between), and the newest block known to be final (-1: none).
/// Durable in the listener's state; saved only after all that came before it is.
/// </summary>
public sealed record FeedCheckpoint(ChainId Chain, long Next, ImmutableArray<BlockRef> Window, long Finalized);

/// <summary>What one reading of a chain gave. Every case says what to do next.</summary>
public abstract record FeedStep
{
    private FeedStep() { }

    /// <summary>
    /// Blocks <paramref name="FromBlock"/> to <paramref name="ToBlock"/> were read completely. Logs are in chain
    /// order. Process, save <paramref name="To"/>, read again. <paramref name="AtHead"/>: these blocks are live and
    /// may notify; otherwise this is backfill, which builds state and sends nothing stale.
    /// </summary>
    public sealed record Advanced(
        ImmutableArray<EventLog> Logs,
        ImmutableArray<UndecodableLog> Undecodable,
        FeedCheckpoint To,
        long FromBlock,
        long ToBlock,
        bool AtHead,
        long Head) : FeedStep;

    /// <summary>These blocks (oldest first) are no longer part of the chain: undo them, save, read again.</summary>
    public sealed record RolledBack(ImmutableArray<BlockRef> Orphaned, FeedCheckpoint To) : FeedStep;

    /// <summary>Nothing new at this depth; the newest block of the chain is <paramref name="Head"/>.</summary>
    public sealed record CaughtUp(long Head) : FeedStep
    {
        /// <summary>When the newest block was made; null where the feed does not know.</summary>
        public DateTimeOffset? Time { get; init; }
    }

    /// <summary>
    /// The node gave no trustworthy answer (unreachable, lagging, short, lying); the checkpoint stands. Read again
    /// after <paramref name="RetryAfter"/>. <paramref name="Reason"/> is for people and holds no secret.
    /// </summary>
    public sealed record NotYet(string Reason, TimeSpan RetryAfter) : FeedStep;

    /// <summary>
    /// The chain was reorganised below the window, or every node that answers is on another one: nothing can be undone,
    /// and an operator must act. The checkpoint stands: a later reading may find its blocks again.
    /// </summary>
    public sealed record Halted(string Reason) : FeedStep;

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<Advanced, T> advanced,
        Func<RolledBack, T> rolledBack,
        Func<CaughtUp, T> caughtUp,
        Func<NotYet, T> notYet,
        Func<Halted, T> halted) => this switch
        {
            Advanced a => advanced(a),
            RolledBack r => rolledBack(r),
            CaughtUp c => caughtUp(c),
            NotYet n => notYet(n),
            Halted h => halted(h),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

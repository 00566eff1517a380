using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Storage;

/// <summary>
/// A grain's state whose write carries rows that become durable in the same transaction, or not at all (decisions 5,
/// 7).
/// A grain storage provider looks for this interface on the state that it is asked to write.
/// </summary>
public interface ICommitTogether
{
    /// <summary>What to commit with the next write of this state. Not part of the stored state.</summary>
    CommitRows Rows { get; }
}

/// <summary>Rows that are written in the transaction of a wallet's state.</summary>
/// <param name="Wallet">The wallet whose state it is.</param>
/// <param name="DueAt">
/// When the wallet has something to do next: its row in the due index is set to that instant, or removed for null.
/// </param>
/// <param name="History">Rows to append; a row whose key is there already is left as it is.</param>
public sealed record CommitRows(Address Wallet, DateTimeOffset? DueAt, ImmutableArray<HistoryRow> History)
{
    /// <summary>
    /// All entries that the subscriber index has of the wallet from now on; null for those that it has already.
    /// </summary>
    public ImmutableSortedSet<string>? Subscriber { get; init; }

    /// <summary>
    /// The same for its entries of segments (<see cref="ISubscriberIndex.IsOfSegment"/>): either part is written
    /// without the other.
    /// </summary>
    public ImmutableSortedSet<string>? Segments { get; init; }

    /// <summary>The parts of the subscriber index that are written, each with all of its entries.</summary>
    public IEnumerable<IndexPart> Index
    {
        get
        {
            if (Subscriber is { } subscriber)
                yield return new IndexPart(false, subscriber);
            if (Segments is { } segments)
                yield return new IndexPart(true, segments);
        }
    }
}

/// <summary>What takes the place of one part of a wallet's entries in the subscriber index.</summary>
/// <param name="OfSegments">Its entries of segments; else all others.</param>
/// <param name="Entries">The entries from now on.</param>
public readonly record struct IndexPart(bool OfSegments, ImmutableSortedSet<string> Entries)
{
    /// <summary>Whether an entry belongs to this part.</summary>
    public bool Has(string entry) => ISubscriberIndex.IsOfSegment(entry) == OfSegments;
}

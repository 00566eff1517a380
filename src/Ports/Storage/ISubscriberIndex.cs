using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Storage;

/// <summary>One entry of a wallet.</summary>
/// <param name="Entry">The entry, such as <see cref="Core.Wallets.Subscriptions.SubscriberEntry"/> makes.</param>
/// <param name="Wallet">Whose.</param>
public readonly record struct SubscriberRow(string Entry, Address Wallet);

/// <summary>Which entries to read, a page at a time.</summary>
/// <param name="From">The first entry.</param>
/// <param name="Through">The last entry.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
/// <param name="Limit">At most so many rows: 1 to 10,000.</param>
public sealed record SubscriberQuery(string From, string Through, SubscriberRow? After, int Limit)
{
    /// <summary>All that comes behind this is asked for. The zero address is nobody's: it has no entry.</summary>
    public SubscriberRow Behind => After ?? new SubscriberRow(From, default);
}

/// <summary>
/// Who has to be told where no log names a wallet (docs/decisions/0017), and which wallets belong to which segment:
/// entries sorted by ordinal comparison, those of one text by wallet. A wallet's entries are written with its state
/// (<see cref="CommitRows.Index"/>). The index may name a wallet too many; it never misses one.
/// </summary>
public interface ISubscriberIndex
{
    /// <summary>The longest entry, in characters of a-z, 0-9, hyphen and comma.</summary>
    const int EntryLengthMax = 160;

    /// <summary>Whether an entry is of a segment: it begins with a comma, as no workflow's name does.</summary>
    static bool IsOfSegment(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.StartsWith(',');
    }

    /// <summary>Rows in order; fewer than the limit means that there are no more. Costs what it gives.</summary>
    Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken);

    /// <summary>How many wallets have an entry. Costs what it counts.</summary>
    Task<long> Count(string entry, CancellationToken cancellationToken);
}

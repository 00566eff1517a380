using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.TestKit.Fakes;

/// <summary>The subscriber index in memory, sorted as its port says.</summary>
internal sealed class SubscriberRows
{
    private readonly SortedSet<SubscriberRow> _rows = new(Order.Instance);
    private readonly Dictionary<Address, ImmutableSortedSet<string>> _ofWallet = [];

    /// <summary>All rows in order.</summary>
    public IEnumerable<SubscriberRow> All => _rows;

    /// <summary>Puts entries in the place of those that there are of a wallet.</summary>
    public void Set(Address wallet, IndexPart part)
    {
        if (part.Entries.Any(entry =>
            entry.Length is 0 or > ISubscriberIndex.EntryLengthMax || !entry.All(IsSign) || !part.Has(entry)))
            throw new ArgumentException("An entry has 1 to 160 of a-z, 0-9, hyphen and comma.", nameof(part));
        var known = _ofWallet.GetValueOrDefault(wallet, []);
        foreach (var entry in known.Where(part.Has).Except(part.Entries))
            _rows.Remove(new SubscriberRow(entry, wallet));
        foreach (var entry in part.Entries)
            _rows.Add(new SubscriberRow(entry, wallet));
        _ofWallet[wallet] = known.Where(entry => !part.Has(entry)).ToImmutableSortedSet(StringComparer.Ordinal)
            .Union(part.Entries);
    }

    /// <summary>As the port counts.</summary>
    public long Count(string entry) => _rows.Count(row => row.Entry == entry);

    /// <summary>As the port reads.</summary>
    public IEnumerable<SubscriberRow> Read(SubscriberQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 10_000);
        var (first, last) = (query.Behind, new SubscriberRow(query.Through + ' ', default));
        if (Order.Instance.Compare(first, last) > 0)
            return [];
        return _rows.GetViewBetween(first, last).Where(row => row != first).Take(query.Limit);
    }

    private static bool IsSign(char sign) =>
        char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign is '-' or ',';

    private sealed class Order : IComparer<SubscriberRow>
    {
        public static Order Instance { get; } = new();

        public int Compare(SubscriberRow one, SubscriberRow other) =>
            string.CompareOrdinal(one.Entry, other.Entry) is not 0 and var byEntry
                ? byEntry
                : one.Wallet.CompareTo(other.Wallet);
    }
}

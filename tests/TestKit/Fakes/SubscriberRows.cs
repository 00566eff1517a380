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

    /// <summary>Puts entries in the place of all that there are of a wallet.</summary>
    public void Set(Address wallet, ImmutableSortedSet<string> entries)
    {
        if (entries.Any(entry => entry.Length is 0 or > ISubscriberIndex.EntryLengthMax || !entry.All(IsSign)))
            throw new ArgumentException("An entry has 1 to 160 of a-z, 0-9, hyphen and comma.", nameof(entries));
        foreach (var entry in _ofWallet.GetValueOrDefault(wallet, []).Except(entries))
            _rows.Remove(new SubscriberRow(entry, wallet));
        foreach (var entry in entries)
            _rows.Add(new SubscriberRow(entry, wallet));
        _ofWallet[wallet] = entries;
    }

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

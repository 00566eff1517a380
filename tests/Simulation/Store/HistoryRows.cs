using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Store;

/// <summary>The histories of all wallets.</summary>
internal sealed class HistoryRows
{
    private const int KeyMax = 200;

    private readonly List<(HistoryRow Row, long Order)> _rows = [];
    private readonly HashSet<(Address, HistoryTopic, string)> _keys = [];
    private long _order;

    /// <summary>All rows of a topic, in the order of their appending.</summary>
    public IEnumerable<HistoryRow> All(HistoryTopic topic) =>
        _rows.Where(it => it.Row.Topic == topic).Select(it => it.Row);

    /// <summary>Throws where a row is out of bounds.</summary>
    public static void Check(ImmutableArray<HistoryRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Key.Length is 0 or > KeyMax)
                throw new ArgumentException($"A key has 1 to {KeyMax} characters.", nameof(rows));
            if (row.Body.Length > HistoryRow.BodyMax)
                throw new ArgumentException($"A body has at most {HistoryRow.BodyMax} characters.", nameof(rows));
        }
    }

    public void Append(ImmutableArray<HistoryRow> rows)
    {
        foreach (var row in rows)
            if (_keys.Add((row.Wallet, row.Topic, row.Key)))
                _rows.Add((row, ++_order));
    }

    public void Remove(Address wallet, HistoryTopic topic, string key)
    {
        if (_keys.Remove((wallet, topic, key)))
            _rows.RemoveAll(it => it.Row.Wallet == wallet && it.Row.Topic == topic && it.Row.Key == key);
    }

    public HistoryPage Read(HistoryQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 500);
        var after = query.Cursor is { } cursor ? Place(cursor) : (long.MaxValue, long.MaxValue);
        var found = _rows
            .Where(it => Fits(it.Row, query) && Place(it).CompareTo(after) < 0)
            .OrderByDescending(Place)
            .Take(query.Limit + 1)
            .ToList();
        if (found.Count <= query.Limit)
            return new HistoryPage([.. found.Select(it => it.Row)], null);
        var (at, order) = Place(found[query.Limit - 1]);
        return new HistoryPage(
            [.. found.Take(query.Limit).Select(it => it.Row)],
            string.Create(CultureInfo.InvariantCulture, $"{at}.{order}"));
    }

    public ImmutableArray<HistoryRow> ReadKeys(HistoryKeys keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(keys.Prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(keys.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Limit, 500);
        return
        [
            .. _rows.Select(it => it.Row)
                .Where(row => row.Wallet == keys.Wallet && row.Topic == keys.Topic
                    && row.Key.StartsWith(keys.Prefix, StringComparison.Ordinal)
                    && (keys.Below is null || string.CompareOrdinal(row.Key, keys.Below) < 0))
                .OrderByDescending(row => row.Key, StringComparer.Ordinal)
                .Take(keys.Limit),
        ];
    }

    /// <summary>Drops what is older, but the preferences that were in force then.</summary>
    public void DropBefore(DateTimeOffset oldest)
    {
        var inForce = _rows
            .Where(it => it.Row.Topic == HistoryTopic.Preferences && it.Row.At < oldest)
            .GroupBy(it => it.Row.Wallet)
            .Select(rows => rows.MaxBy(it => Place(it)).Order)
            .ToHashSet();
        _rows.RemoveAll(it => it.Row.At < oldest && !inForce.Contains(it.Order)
            && _keys.Remove((it.Row.Wallet, it.Row.Topic, it.Row.Key)));
    }

    private static (long, long) Place((HistoryRow Row, long Order) it) => (it.Row.At.UtcTicks, it.Order);

    private static (long, long) Place(string cursor) =>
        cursor.Split('.') is [var at, var order] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && long.TryParse(order, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (ticks, number)
            : throw new ArgumentException("This is no cursor of a page.", nameof(cursor));

    private static bool Fits(HistoryRow row, HistoryQuery query) =>
        row.Topic == query.Topic
        && (query.Wallet is null || row.Wallet == query.Wallet)
        && (query.Kind is null || row.Kind == query.Kind)
        && (query.Outcome is null || row.Outcome == query.Outcome)
        && (query.From is null || row.At >= query.From)
        && (query.Until is null || row.At < query.Until);
}

using System.Collections.Immutable;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>History in the table. Pages are cut at (instant, id), so rows that come meanwhile move none.</summary>
internal sealed class AzureHistory(AzureStore store, HistoryRows history) : IHistory
{
    private const int FindsAtOnce = 32;

    /// <inheritdoc />
    public TimeSpan Retention => store.Options.HistoryRetention;

    /// <inheritdoc />
    public Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken)
    {
        HistoryBounds.Check(rows);
        return history.Append(rows, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(keys.Prefix);
        HistoryBounds.CheckLimit(keys.Limit);
        var prefix = HistoryEntities.ByKey(keys.Wallet, keys.Topic);
        var start = prefix + AzureText.FallingStart(keys.Prefix);
        // Behind the key itself: x is the last sign of each.
        var from = keys.Below is { } below ? Later(start, prefix + AzureText.Falling(below) + 'x') : start;
        var rows = ImmutableArray.CreateBuilder<HistoryRow>();
        await foreach (var row in store.Table.Range(
            HistoryEntities.Partition, from, start + 'y', page: keys.Limit, cancellationToken: cancellationToken))
        {
            rows.Add(HistoryEntities.Read(row));
            if (rows.Count == keys.Limit)
                break;
        }

        return rows.ToImmutable();
    }

    /// <inheritdoc />
    public async Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken)
    {
        HistoryBounds.CheckLimit(query.Limit);
        var before = HistoryCursor.Parse(query.Cursor);
        var leading = new List<TableEntity>();
        await foreach (var row in Leading(query, before, cancellationToken))
        {
            leading.Add(row);
            if (leading.Count > query.Limit)
                break;
        }

        var rows = ImmutableArray.CreateBuilder<HistoryRow>();
        foreach (var some in leading.Take(query.Limit).Chunk(FindsAtOnce))
            foreach (var whole in await Task.WhenAll(some.Select(row => store.Table.Find(
                HistoryEntities.Partition, HistoryEntities.WholeOf(row), cancellationToken))))
                if (whole is not null)
                    rows.Add(HistoryEntities.Read(whole));
        return new HistoryPage(
            rows.ToImmutable(),
            leading.Count > query.Limit ? HistoryEntities.Cursor(leading[query.Limit - 1]).ToString() : null);
    }

    /// <inheritdoc />
    public async Task Remove(
        Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken)
    {
        var whole = await store.Table.Find(
            HistoryEntities.Partition, HistoryEntities.KeyOf(wallet, topic, key), cancellationToken);
        if (whole is not null)
            await store.Table.Remove(
                HistoryEntities.Partition, HistoryEntities.Keys(whole), cancellationToken);
    }

    private IAsyncEnumerable<TableEntity> Leading(
        HistoryQuery query, HistoryCursor before, CancellationToken cancellationToken)
    {
        var prefix = HistoryEntities.ByTime(query.Topic, query.Wallet);
        // Behind the row where the page before ended.
        var from = $"{prefix}{AzureText.Falling(before.At)},{AzureText.Falling(before.Id)}x";
        if (query.Until is { } until)
            from = Later(from, $"{prefix}{AzureText.Falling(Math.Max(0, until.UtcTicks - 1))}");
        var end = query.From is { } since
            ? AzureText.Behind($"{prefix}{AzureText.Falling(since.UtcTicks)}")
            : prefix + 'x';
        return store.Table.Range(
            HistoryEntities.Partition, from, end, HistoryEntities.Filter(query.Kind, query.Outcome),
            Math.Min(query.Limit + 1, 1000), cancellationToken);
    }

    private static string Later(string one, string other) =>
        string.CompareOrdinal(one, other) > 0 ? one : other;
}

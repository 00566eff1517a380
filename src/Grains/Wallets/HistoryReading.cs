using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>Reads history for grains: in pages for callers, by key for the wallet itself.</summary>
internal static class HistoryReading
{
    private const int PageMax = 500;

    // A page that is looked for in many rows ends early; its cursor goes on from there.
    private const int ReadingsMax = 8;

    /// <summary>One page as callers see it; a null wallet means all.</summary>
    public static async Task<HistoryItems> Items(
        this IHistory history, RecordTopic topic, Address? wallet, HistoryFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, PageMax);
        var query = new HistoryQuery(
            ToCore(topic), wallet, filter.Kind, filter.Outcome, filter.From, filter.Until, limit, filter.Cursor);
        var page = await history.Read(query, CancellationToken.None);
        if (filter.Workflow is { } workflow)
        {
            // Stores know kinds, not workflows: the rows of others are passed over here.
            var rows = page.Rows.RemoveAll(row => !IsOf(row, workflow));
            for (var readings = 1; rows.Length < limit && page.Next is not null && readings < ReadingsMax; readings++)
            {
                page = await history.Read(
                    query with { Limit = limit - rows.Length, Cursor = page.Next }, CancellationToken.None);
                rows = rows.AddRange(page.Rows.RemoveAll(row => !IsOf(row, workflow)));
            }

            page = page with { Rows = rows };
        }

        return new HistoryItems
        {
            Items =
            [
                .. page.Rows.Select(row => new HistoryItem
                {
                    Wallet = row.Wallet,
                    Topic = topic,
                    Key = row.Key,
                    At = row.At,
                    Kind = row.Kind,
                    Outcome = row.Outcome,
                    Body = row.Body,
                }),
            ],
            Next = page.Next,
        };
    }

    /// <summary>The row of this key; null where there is none.</summary>
    public static async Task<HistoryRow?> Find(this IHistory history, Address wallet, HistoryTopic topic, string key)
    {
        if (key.Length == 0)
            return null;
        // The row itself has the lowest of all keys that begin with it.
        var rows = await history.ReadKeys(
            new HistoryKeys(wallet, topic, key, string.Concat(key, "\u0001"), 1), CancellationToken.None);
        return rows.FirstOrDefault(row => row.Key == key);
    }

    private static bool IsOf(HistoryRow row, string workflow)
    {
        using var body = JsonDocument.Parse(row.Body);
        var root = body.RootElement;
        var named = root.TryGetProperty("workflow", out var own)
            || (root.TryGetProperty("notification", out var told) && told.TryGetProperty("workflow", out own));
        return named && own.ValueEquals(workflow);
    }

    private static HistoryTopic ToCore(RecordTopic topic) => topic switch
    {
        RecordTopic.Decision => HistoryTopic.Decision,
        RecordTopic.Inbox => HistoryTopic.Inbox,
        RecordTopic.Delivery => HistoryTopic.Delivery,
        RecordTopic.DeadLetter => HistoryTopic.DeadLetter,
        RecordTopic.Preferences => HistoryTopic.Preferences,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "There is no such topic of history."),
    };
}

using Kwala.Core.Evm;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>Reads history for grains: in pages for callers, by key for the wallet itself.</summary>
internal static class HistoryReading
{
    private const int PageMax = 500;

    /// <summary>One page as callers see it; a null wallet means all.</summary>
    public static async Task<HistoryItems> Items(
        this IHistory history, RecordTopic topic, Address? wallet, HistoryFilter filter)
    {
        var page = await history.Read(
            new HistoryQuery(
                ToCore(topic),
                wallet,
                filter.Kind,
                filter.Outcome,
                filter.From,
                filter.Until,
                Math.Clamp(filter.Limit, 1, PageMax),
                filter.Cursor),
            CancellationToken.None);
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

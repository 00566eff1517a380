using Kwala.Core.Evm;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>Reads history for grains: in pages for callers, by key for the wallet itself.</summary>
internal static class HistoryReading
{
    private const int PageMax = 500;

    // A bound on a search that can find nothing: 20,000 rows of one wallet.
    private const int PagesMax = 40;

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
    public static Task<HistoryRow?> Find(this IHistory history, Address wallet, HistoryTopic topic, string key) =>
        history.First(new HistoryQuery(topic, wallet, Limit: PageMax), row => row.Key == key);

    /// <summary>The newest row of a query that fits; null where none does.</summary>
    public static async Task<HistoryRow?> First(this IHistory history, HistoryQuery query, Func<HistoryRow, bool> fits)
    {
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await history.Read(query, CancellationToken.None);
            if (page.Rows.FirstOrDefault(fits) is { } found)
                return found;
            if (page.Next is not { } next)
                return null;
            query = query with { Cursor = next };
        }

        return null;
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

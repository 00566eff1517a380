using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Delivery;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>The rows that become durable with a wallet's new state.</summary>
internal static class WalletRows
{
    public static CommitRows Of(
        Address wallet,
        WalletState next,
        ImmutableArray<WalletEffect> effects,
        LiveSet live,
        DateTimeOffset now,
        HistoryRow? also = null)
    {
        var rows = ImmutableArray.CreateBuilder<HistoryRow>(effects.Length + 1);
        ImmutableSortedSet<string>? entries = null, segments = null;
        foreach (var effect in effects)
            rows.AddRange(effect.Match<ImmutableArray<HistoryRow>>(
                record => [record.ToRow(wallet)],
                show => [show.Notification.ToRow(wallet, show.Key, MessageWords.ForInbox(show.Notification, live))],
                settled => [settled.Delivery.ToRow(wallet)],
                dead => [dead.Delivery.ToRow(wallet), dead.ToDeadLetterRow(wallet)],
                digested => [digested.ToRow(wallet)],
                undigested => [undigested.ToRow(wallet, now)],
                indexed =>
                {
                    entries = indexed.Entries;
                    return [];
                },
                belongs =>
                {
                    segments = belongs.Entries;
                    return [];
                },
                _ => []));
        if (also is not null)
            rows.Add(also);
        return new CommitRows(wallet, Outbox.DueAt(next), rows.DrainToImmutable())
        {
            Subscriber = entries,
            Segments = segments,
        };
    }
}

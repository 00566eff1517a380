using System.Runtime.CompilerServices;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;

namespace Kwala.Storage.Azure;

/// <summary>Every row of the store as a row of the archive, in an order that import accepts.</summary>
internal static class ArchiveExport
{
    /// <summary>All of them. What blobs still hold to be copied is copied first.</summary>
    public static async IAsyncEnumerable<ArchivedRow> Rows(
        AzureStore store, HistoryRows history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (state, _) in store.Blobs.All(cancellationToken))
        {
            await history.Copy(state, isNew: false, cancellationToken);
            if (!state.IsCleared)
                yield return ArchiveWrite.State(state.Name.Type, state.Name.Key, state.Name.Name, state.Body);
        }

        await foreach (var due in Dues(store, cancellationToken))
            yield return ArchiveWrite.Due(due.Wallet, due.At);
        await foreach (var row in store.Table.Range(
            AzureReminderTable.Partition, "", "x", cancellationToken: cancellationToken))
        {
            var entry = AzureReminderTable.Entry(row);
            yield return ArchiveWrite.Reminder(
                entry.GrainId.Type.ToString()!, entry.GrainId.Key.ToString()!, entry.ReminderName,
                new DateTimeOffset(entry.StartAt), entry.Period.Ticks);
        }

        await foreach (var row in Subscribers(store, cancellationToken))
            yield return ArchiveWrite.Subscriber(row);
        foreach (var topic in Enum.GetValues<HistoryTopic>())
            await foreach (var row in Histories(store, topic, cancellationToken))
                yield return ArchiveWrite.History(row);
        foreach (var chain in await store.Chains(cancellationToken))
            await foreach (var row in Values(store, chain, cancellationToken))
                yield return row;
    }

    // Of a wallet with several rows the earliest counts, as for whoever asks the index.
    private static async IAsyncEnumerable<DueEntry> Dues(
        AzureStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<Address>();
        await foreach (var row in store.Table.Range(
            DueRows.Partition, "t,", AzureText.Behind("t"), cancellationToken: cancellationToken))
            if (DueRows.Read(row.RowKey) is var due && seen.Add(due.Wallet))
                yield return due;
    }

    private static async IAsyncEnumerable<SubscriberRow> Subscribers(
        AzureStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SubscriberRow? last = null;
        await foreach (var row in store.Table.Range(
            SubscriberKeys.Partition, "e,", AzureText.Behind("e"), cancellationToken: cancellationToken))
            if (SubscriberKeys.Read(row.RowKey) is var next && next != last)
                yield return (last = next).Value;
    }

    // The newest comes first; rows of one instant are turned round, so that an import gives them the same order.
    private static async IAsyncEnumerable<HistoryRow> Histories(
        AzureStore store, HistoryTopic topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = HistoryEntities.ByTime(topic, null);
        var instant = new Stack<HistoryRow>();
        await foreach (var row in store.Table.Range(
            HistoryEntities.Partition, prefix, prefix + 'x', cancellationToken: cancellationToken))
        {
            var whole = await store.Table.Find(
                HistoryEntities.Partition, HistoryEntities.WholeOf(row), cancellationToken);
            if (whole is null)
                continue;
            var next = HistoryEntities.Read(whole);
            if (instant.TryPeek(out var last) && last.At != next.At)
                while (instant.TryPop(out var one))
                    yield return one;
            instant.Push(next);
        }

        while (instant.TryPop(out var one))
            yield return one;
    }

    private static async IAsyncEnumerable<ArchivedRow> Values(
        AzureStore store, ChainId chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = ValueEntities.Partition(chain);
        if (await store.Table.Find(partition, ValueEntities.Final, cancellationToken) is { } final)
            yield return ArchiveWrite.Final(chain.Value, final.GetInt64(ValueEntities.Number)!.Value);
        await foreach (var row in store.Table.Range(
            partition, "v,", AzureText.Behind("v"), cancellationToken: cancellationToken))
            yield return ArchiveWrite.Value(chain.Value, ValueEntities.Read(row));
        var (block, wallets) = (default(BlockRef), new List<Address>());
        await foreach (var row in store.Table.Range(
            partition, "t,", AzureText.Behind("t"), cancellationToken: cancellationToken))
        {
            var touched = ValueEntities.ReadTouched(row);
            if (wallets.Count > 0 && touched.Block != block)
            {
                yield return ArchiveWrite.Touched(chain.Value, block.Number, block.Hash, wallets);
                wallets.Clear();
            }

            block = touched.Block;
            wallets.Add(touched.Wallet);
        }

        if (wallets.Count > 0)
            yield return ArchiveWrite.Touched(chain.Value, block.Number, block.Hash, wallets);
    }
}

using System.Text.Json;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Orleans.Runtime;

namespace Kwala.Storage.Azure;

/// <summary>Reads rows of the archive and writes them, some at a time.</summary>
internal sealed class ArchiveImport(AzureStore store, HistoryRows history)
{
    private const int StatesAtOnce = 16;

    private readonly List<StoredState> _states = [];
    private readonly List<TableEntity> _rows = [];
    private readonly List<HistoryRow> _history = [];

    /// <summary>Reads one row; it is written by the next <see cref="Flush"/>.</summary>
    /// <exception cref="FormatException">There is no such table, or the row is not well-formed.</exception>
    public void Add(ArchivedRow row)
    {
        switch (row.Table)
        {
            case ArchiveRows.State.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.State)); break;
            case ArchiveRows.Due.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Due)); break;
            case ArchiveRows.Reminder.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Reminder)); break;
            case ArchiveRows.History.Table:
                _history.Add(ArchiveParse.History(ArchiveParse.Row(row, ArchiveJson.Default.History)));
                break;
            case ArchiveRows.Final.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Final)); break;
            case ArchiveRows.Value.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Value)); break;
            case ArchiveRows.Touched.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Touched)); break;
            case ArchiveRows.Subscriber.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Subscriber)); break;
            default: throw ArchiveParse.NoTable(row);
        }
    }

    /// <summary>Writes what was read.</summary>
    /// <exception cref="StorageException">Some may be left.</exception>
    public async Task Flush(CancellationToken cancellationToken)
    {
        foreach (var some in _states.Chunk(StatesAtOnce))
            await Task.WhenAll(some.Select(state => store.Blobs.Put(state, before: null)));
        foreach (var partition in _rows.GroupBy(row => row.PartitionKey))
            // Two rows of one key cannot share a transaction.
            foreach (var some in partition.Reverse().DistinctBy(row => row.RowKey).Reverse()
                .Chunk(AzureTable.TransactionMax))
                await store.Table.Put(some, cancellationToken);
        await history.Append(_history, cancellationToken);
        _states.Clear();
        _rows.Clear();
        _history.Clear();
    }

    private void Add(ArchiveRows.State row) => _states.Add(new StoredState(
        new StateName(row.Type, row.Key, row.Name),
        store.NextName(),
        [],
        [row.Version, .. JsonSerializer.SerializeToUtf8Bytes(row.Json, ArchiveJson.Default.JsonElement)]));

    private void Add(ArchiveRows.Due row) => _rows.AddRange(
        DueRows.Keys(ArchiveParse.Wallet(row.Wallet), row.At, store.NextName())
            .Select(key => new TableEntity(DueRows.Partition, key)));

    private void Add(ArchiveRows.Subscriber row) => _rows.AddRange(
        SubscriberKeys.Keys(ArchiveParse.Subscriber(row), store.NextName())
            .Select(key => new TableEntity(SubscriberKeys.Partition, key)));

    private void Add(ArchiveRows.Reminder row) => _rows.Add(AzureReminderTable.Row(
        GrainId.Create(row.Type, row.Key), row.Name, row.StartAt.UtcDateTime, new TimeSpan(row.PeriodTicks),
        store.NextName()));

    private void Add(ArchiveRows.Final row) => _rows.AddRange(
        Named(new ChainId(row.Chain)),
        new TableEntity(ValueEntities.Partition(new ChainId(row.Chain)), ValueEntities.Final)
        {
            [ValueEntities.Number] = row.Block,
        });

    private void Add(ArchiveRows.Value row)
    {
        var (chain, value) = ArchiveParse.Value(row);
        _rows.AddRange([Named(chain), .. ValueEntities.Of(chain, value)]);
    }

    private void Add(ArchiveRows.Touched row)
    {
        var (chain, block) = (new ChainId(row.Chain), new BlockRef(row.Block, ArchiveParse.Hash(row.Hash)));
        _rows.Add(Named(chain));
        _rows.AddRange(row.Wallets.Select(wallet =>
            ValueEntities.Of(chain, new TouchedWallet(block, ArchiveParse.Wallet(wallet)))));
    }

    private static TableEntity Named(ChainId chain) => new(ValueEntities.Chains, AzureText.Hex(chain.Value));
}

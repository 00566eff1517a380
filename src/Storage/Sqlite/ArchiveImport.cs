using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>Reads rows of the archive and writes them, some at a time.</summary>
internal sealed class ArchiveImport(SqliteStore store, IValueLog values)
{
    private readonly List<Action<SqliteDatabase>> _writes = [];
    private readonly List<(ChainId Chain, ValueRow Row)> _values = [];
    private readonly List<(ChainId Chain, TouchedWallet Row)> _touched = [];

    /// <summary>Reads one row; it is written by the next <see cref="Flush"/>.</summary>
    /// <exception cref="FormatException">There is no such table, or the row is not well-formed.</exception>
    public void Add(ArchivedRow row)
    {
        switch (row.Table)
        {
            case ArchiveRows.State.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.State)); break;
            case ArchiveRows.Due.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Due)); break;
            case ArchiveRows.Reminder.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Reminder)); break;
            case ArchiveRows.History.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.History)); break;
            case ArchiveRows.Final.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Final)); break;
            case ArchiveRows.Value.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Value)); break;
            case ArchiveRows.Touched.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Touched)); break;
            case ArchiveRows.Subscriber.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Subscriber)); break;
            default: throw ArchiveParse.NoTable(row);
        }
    }

    /// <summary>Makes durable what was read.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        var writes = _writes.ToArray();
        await store.Writer.Write(
            database =>
            {
                foreach (var write in writes)
                    write(database);
                return writes.Length;
            },
            cancellationToken);
        foreach (var chain in _values.Select(entry => entry.Chain).Union(_touched.Select(entry => entry.Chain)))
            await values.Append(
                new ChainTerm(chain, Number: 0),
                [.. _values.Where(entry => entry.Chain == chain).Select(entry => entry.Row)],
                [.. _touched.Where(entry => entry.Chain == chain).Select(entry => entry.Row)],
                cancellationToken);
        _writes.Clear();
        _values.Clear();
        _touched.Clear();
    }

    private void Add(ArchiveRows.State row)
    {
        byte[] body = [row.Version, .. JsonSerializer.SerializeToUtf8Bytes(row.Json, ArchiveJson.Default.JsonElement)];
        var etag = store.NextEtag();
        store.KnownKeys.Add(row.Type, row.Key, row.Name);
        _writes.Add(database => database.Prepare(
                "INSERT INTO state (grain_key, grain_type, name, etag, body) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, row.Key).Bind(2, row.Type).Bind(3, row.Name).Bind(4, etag).Bind(5, body).Run());
    }

    private void Add(ArchiveRows.Due row)
    {
        var wallet = ArchiveParse.Wallet(row.Wallet);
        _writes.Add(database => CommitRowsWriter.SetDue(database, wallet, row.At));
    }

    private void Add(ArchiveRows.Subscriber row)
    {
        var (entry, wallet) = ArchiveParse.Subscriber(row);
        _writes.Add(database => CommitRowsWriter.AddSubscriber(database, entry, wallet));
    }

    private void Add(ArchiveRows.Reminder row)
    {
        var etag = store.NextEtag();
        _writes.Add(database => database.Prepare(
                """
                INSERT INTO reminder (grain_key, grain_type, name, start_at, period, etag)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """)
            .Bind(1, row.Key).Bind(2, row.Type).Bind(3, row.Name).Bind(4, row.StartAt).Bind(5, row.PeriodTicks)
            .Bind(6, etag).Run());
    }

    private void Add(ArchiveRows.History row)
    {
        ImmutableArray<HistoryRow> rows = [ArchiveParse.History(row)];
        _writes.Add(database => CommitRowsWriter.Append(database, rows));
    }

    private void Add(ArchiveRows.Final row) => _writes.Add(database => database
        .Prepare("INSERT INTO value_final (chain, block) VALUES (?1, ?2)")
        .Bind(1, row.Chain).Bind(2, row.Block).Run());

    private void Add(ArchiveRows.Value row) => _values.Add(ArchiveParse.Value(row));

    private void Add(ArchiveRows.Touched row)
    {
        var block = new BlockRef(row.Block, ArchiveParse.Hash(row.Hash));
        _touched.AddRange(row.Wallets.Select(wallet =>
            (new ChainId(row.Chain), new TouchedWallet(block, ArchiveParse.Wallet(wallet)))));
    }
}

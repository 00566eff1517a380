using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>Reads rows of the archive and writes them in an open transaction, some at a time.</summary>
internal sealed class ArchiveImport(NpgsqlConnection connection, Func<long> nextEtag)
{
    private readonly List<Sql> _statements = [];
    private readonly List<HistoryRow> _history = [];
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
            case ArchiveRows.History.Table:
                _history.Add(ArchiveParse.History(ArchiveParse.Row(row, ArchiveJson.Default.History)));
                break;
            case ArchiveRows.Final.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Final)); break;
            case ArchiveRows.Value.Table:
                _values.Add(ArchiveParse.Value(ArchiveParse.Row(row, ArchiveJson.Default.Value)));
                break;
            case ArchiveRows.Touched.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Touched)); break;
            case ArchiveRows.Subscriber.Table: Add(ArchiveParse.Row(row, ArchiveJson.Default.Subscriber)); break;
            default: throw ArchiveParse.NoTable(row);
        }
    }

    /// <summary>Writes what was read.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        if (_statements.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var statement in _statements)
            {
                var part = new NpgsqlBatchCommand(statement.Text);
                part.Parameters.AddRange(statement.Parameters());
                batch.BatchCommands.Add(part);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        if (_history.Count > 0)
            await connection.Run(
                new Sql(PostgresHistory.Insert, [.. HistoryColumns.Of([.. _history])]), cancellationToken);
        foreach (var chain in _values.Select(it => it.Chain).Union(_touched.Select(it => it.Chain)))
        {
            var touched = _touched.Where(it => it.Chain == chain).Select(it => it.Row);
            await ValueRows.Touch(connection, chain, [.. touched], cancellationToken);
            var values = _values.Where(it => it.Chain == chain).Select(it => it.Row);
            await ValueRows.Append(connection, chain, [.. values], cancellationToken);
        }

        _statements.Clear();
        _history.Clear();
        _values.Clear();
        _touched.Clear();
    }

    private void Add(ArchiveRows.State row)
    {
        byte[] body = [row.Version, .. JsonSerializer.SerializeToUtf8Bytes(row.Json, ArchiveJson.Default.JsonElement)];
        _statements.Add(new Sql(
            "INSERT INTO state (grain_key, grain_type, name, etag, body) VALUES ($1, $2, $3, $4, $5)",
            row.Key, row.Type, row.Name, nextEtag(), body));
    }

    private void Add(ArchiveRows.Due row)
    {
        var wallet = Connections.Bytes(ArchiveParse.Wallet(row.Wallet));
        _statements.Add(new Sql(
            "INSERT INTO due (wallet, at, last_byte) VALUES ($1, $2, $3)", wallet, row.At, (int)wallet[^1]));
    }

    private void Add(ArchiveRows.Subscriber row)
    {
        var (entry, wallet) = ArchiveParse.Subscriber(row);
        _statements.Add(new Sql(
            "INSERT INTO subscriber (entry, wallet) VALUES ($1, $2)", entry, Connections.Bytes(wallet)));
    }

    private void Add(ArchiveRows.Reminder row) => _statements.Add(new Sql(
        """
        INSERT INTO reminder (grain_key, grain_type, name, start_at, period, etag) VALUES ($1, $2, $3, $4, $5, $6)
        """,
        row.Key, row.Type, row.Name, row.StartAt, row.PeriodTicks, nextEtag()));

    private void Add(ArchiveRows.Final row) => _statements.Add(new Sql(
        "INSERT INTO value_final (chain, block) VALUES ($1, $2)", row.Chain, row.Block));

    private void Add(ArchiveRows.Touched row)
    {
        var block = new BlockRef(row.Block, ArchiveParse.Hash(row.Hash));
        _touched.AddRange(row.Wallets.Select(wallet =>
            (new ChainId(row.Chain), new TouchedWallet(block, ArchiveParse.Wallet(wallet)))));
    }
}

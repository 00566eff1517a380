using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
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
            case ArchiveRows.State.Table: Add(Parse(row, ArchiveJson.Default.State)); break;
            case ArchiveRows.Due.Table: Add(Parse(row, ArchiveJson.Default.Due)); break;
            case ArchiveRows.Reminder.Table: Add(Parse(row, ArchiveJson.Default.Reminder)); break;
            case ArchiveRows.History.Table: Add(Parse(row, ArchiveJson.Default.History)); break;
            case ArchiveRows.Final.Table: Add(Parse(row, ArchiveJson.Default.Final)); break;
            case ArchiveRows.Value.Table: Add(Parse(row, ArchiveJson.Default.Value)); break;
            case ArchiveRows.Touched.Table: Add(Parse(row, ArchiveJson.Default.Touched)); break;
            default: throw new FormatException($"There is no table \"{row.Table}\".");
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

    private static T Parse<T>(ArchivedRow row, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(row.Json, shape) ?? throw new FormatException("The row is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The row is not a {row.Table}: {e.Message}", e);
        }
    }

    private static Address Wallet(string text) => Address.TryParse(text, out var wallet)
        ? wallet
        : throw new FormatException("A wallet is 0x and 40 hex digits.");

    private static Bytes32 Hash(string text) => Bytes32.TryParse(text, out var hash)
        ? hash
        : throw new FormatException("A hash is 0x and 64 hex digits.");

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
        var wallet = Wallet(row.Wallet);
        _writes.Add(database => CommitRowsWriter.SetDue(database, wallet, row.At));
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
        if (!Enum.TryParse<HistoryTopic>(row.Topic, out var topic))
            throw new FormatException($"There is no history topic \"{row.Topic}\".");
        ImmutableArray<HistoryRow> rows =
            [new(Wallet(row.Wallet), topic, row.Key, row.At, row.Kind, row.Outcome, row.Body)];
        CommitRowsWriter.Validate(rows);
        _writes.Add(database => CommitRowsWriter.Append(database, rows));
    }

    private void Add(ArchiveRows.Final row) => _writes.Add(database => database
        .Prepare("INSERT INTO value_final (chain, block) VALUES (?1, ?2)")
        .Bind(1, row.Chain).Bind(2, row.Block).Run());

    private void Add(ArchiveRows.Value row) => _values.Add((new ChainId(row.Chain), new ValueRow(
        Wallet(row.Wallet),
        new WorkflowId(row.Workflow),
        new SubjectKey(row.Subject),
        ArchiveRows.Number(row.Number),
        new LogPosition(row.Block, row.LogIndex),
        Hash(row.Hash),
        row.Time)));

    private void Add(ArchiveRows.Touched row)
    {
        var block = new BlockRef(row.Block, Hash(row.Hash));
        _touched.AddRange(row.Wallets.Select(wallet =>
            (new ChainId(row.Chain), new TouchedWallet(block, Wallet(wallet)))));
    }
}

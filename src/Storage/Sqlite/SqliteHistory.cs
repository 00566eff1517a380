using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>History in SQLite. Pages are cut at (instant, row id), so rows that come meanwhile move none.</summary>
internal sealed class SqliteHistory(SqliteStore store) : IHistory
{
    /// <inheritdoc />
    public async Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken)
    {
        HistoryBounds.Check(rows);
        if (rows.IsEmpty)
            return;
        var appended = await store.Writer.Write(
            database => CommitRowsWriter.Append(database, rows), cancellationToken);
        StorageInstruments.Rows("history", appended);
    }

    /// <inheritdoc />
    public TimeSpan Retention => store.Options.HistoryRetention;

    /// <inheritdoc />
    public Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(keys.Prefix);
        HistoryBounds.CheckLimit(keys.Limit);
        return store.Readers.Read(database => Keyed(database, keys), cancellationToken);
    }

    /// <inheritdoc />
    public Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken)
    {
        HistoryBounds.CheckLimit(query.Limit);
        var before = HistoryCursor.Parse(query.Cursor);
        return store.Readers.Read(database => Page(database, query, before), cancellationToken);
    }

    /// <inheritdoc />
    public Task Remove(Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken) =>
        store.Writer.Write(
            database => database.Prepare("DELETE FROM history WHERE wallet = ?1 AND topic = ?2 AND key = ?3")
                .Bind(1, wallet).Bind(2, (long)topic).Bind(3, key).Run(),
            cancellationToken);

    private static ImmutableArray<HistoryRow> Keyed(SqliteDatabase database, HistoryKeys keys)
    {
        // The first key that does not begin so any more: text is compared byte by byte.
        var end = keys.Below ?? keys.Prefix[..^1] + (char)(keys.Prefix[^1] + 1);
        using var statement = database.Prepare(
                """
                SELECT id, wallet, topic, key, at, kind, outcome, body FROM history
                WHERE wallet = ?1 AND topic = ?2 AND key >= ?3 AND key < ?4 ORDER BY key DESC LIMIT ?5
                """)
            .Bind(1, keys.Wallet).Bind(2, (long)keys.Topic).Bind(3, keys.Prefix).Bind(4, end).Bind(5, keys.Limit);
        var rows = ImmutableArray.CreateBuilder<HistoryRow>();
        while (statement.Step())
            rows.Add(Row(statement));
        return rows.DrainToImmutable();
    }

    private static HistoryPage Page(SqliteDatabase database, HistoryQuery query, HistoryCursor before)
    {
        using var statement = database.Prepare(Sql(query));
        statement.Bind(1, (long)query.Topic).Bind(2, before.At).Bind(3, before.Id).Bind(4, query.Limit + 1);
        if (query.Wallet is { } wallet)
            statement.Bind(5, wallet);
        if (query.Kind is { } kind)
            statement.Bind(6, kind);
        if (query.Outcome is { } outcome)
            statement.Bind(7, outcome);
        if (query.From is { } from)
            statement.Bind(8, from);
        if (query.Until is { } until)
            statement.Bind(9, until);

        var rows = ImmutableArray.CreateBuilder<HistoryRow>();
        var last = before;
        while (statement.Step())
        {
            if (rows.Count == query.Limit)
                return new HistoryPage(rows.ToImmutable(), last.ToString());
            last = new HistoryCursor(statement.Int64(4), statement.Int64(0));
            rows.Add(Row(statement));
        }

        return new HistoryPage(rows.ToImmutable(), null);
    }

    /// <summary>A row of id, wallet, topic, key, at, kind, outcome, body.</summary>
    internal static HistoryRow Row(SqliteStatement row) => new(
        row.Address(1), (HistoryTopic)row.Int32(2), row.Text(3), row.Instant(4), row.Text(5), row.Text(6), row.Text(7));

    private static string Sql(HistoryQuery query)
    {
        // The inner query orders by the index alone; only the rows of the page are fetched.
        var sql = new StringBuilder(
            """
            SELECT id, wallet, topic, key, at, kind, outcome, body FROM history WHERE id IN (
                SELECT id FROM history WHERE topic = ?1 AND (at, id) < (?2, ?3)
            """);
        sql.Append(query.Wallet is null ? "" : " AND wallet = ?5");
        sql.Append(query.Kind is null ? "" : " AND kind = ?6");
        sql.Append(query.Outcome is null ? "" : " AND outcome = ?7");
        sql.Append(query.From is null ? "" : " AND at >= ?8");
        sql.Append(query.Until is null ? "" : " AND at < ?9");
        return sql.Append(" ORDER BY at DESC, id DESC LIMIT ?4) ORDER BY at DESC, id DESC").ToString();
    }
}

using System.Collections.Immutable;
using System.Data.Common;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>History in PostgreSQL. Pages are cut at (instant, row id), so rows that come meanwhile move none.</summary>
internal sealed class PostgresHistory(PostgresStore store) : IHistory
{
    /// <summary>What <see cref="Row"/> reads.</summary>
    internal const string Columns = "id, wallet, topic, key, at, kind, outcome, body";

    /// <summary>Appends rows whose key is not there yet.</summary>
    internal const string Insert =
        """
        INSERT INTO history (wallet, topic, key, at, kind, outcome, body)
        SELECT wallet, topic, key, at, kind, outcome, body
        FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY
            AS h (wallet, topic, key, at, kind, outcome, body, n)
        ORDER BY n ON CONFLICT (wallet, topic, key) DO NOTHING
        """;

    /// <inheritdoc />
    public async Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken)
    {
        HistoryBounds.Check(rows);
        if (rows.IsEmpty)
            return;
        var appended = await store.Source.Write(new Sql(Insert, [.. HistoryColumns.Of(rows)]), cancellationToken);
        StorageInstruments.Rows("history", appended);
    }

    /// <inheritdoc />
    public TimeSpan Retention => store.Options.HistoryRetention;

    /// <inheritdoc />
    public async Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(keys.Prefix);
        HistoryBounds.CheckLimit(keys.Limit);
        // The first key that does not begin so any more: text is compared byte by byte.
        var end = keys.Below ?? keys.Prefix[..^1] + (char)(keys.Prefix[^1] + 1);
        return
        [
            .. await store.Source.Read(
                connection => connection.Rows(
                    Row,
                    new Sql($"""
                    SELECT {Columns} FROM history WHERE wallet = $1 AND topic = $2 AND key >= $3 AND key < $4
                    ORDER BY key DESC LIMIT $5
                    """,
                    keys.Wallet, (short)keys.Topic, keys.Prefix, end, keys.Limit),
                    cancellationToken),
                cancellationToken),
        ];
    }

    /// <inheritdoc />
    public async Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken)
    {
        HistoryBounds.CheckLimit(query.Limit);
        var before = HistoryCursor.Parse(query.Cursor);
        var page = Page(query, before);
        var rows = await store.Source.Read(
            connection => connection.Rows(row => (Id: row.GetInt64(0), Row: Row(row)), page, cancellationToken),
            cancellationToken);
        if (rows.Count <= query.Limit)
            return new HistoryPage([.. rows.Select(it => it.Row)], null);
        var last = rows[query.Limit - 1];
        return new HistoryPage(
            [.. rows.Take(query.Limit).Select(it => it.Row)],
            new HistoryCursor(last.Row.At.UtcTicks, last.Id).ToString());
    }

    /// <inheritdoc />
    public Task Remove(Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken) =>
        store.Source.Write(
            new Sql("DELETE FROM history WHERE wallet = $1 AND topic = $2 AND key = $3", wallet, (short)topic, key),
            cancellationToken);

    /// <summary>A row of <see cref="Columns"/>.</summary>
    internal static HistoryRow Row(DbDataReader row) => new(
        row.Wallet(1), (HistoryTopic)row.GetInt16(2), row.Text(3), row.Instant(4), row.Text(5),
        row.Text(6), row.Text(7));

    private static Sql Page(HistoryQuery query, HistoryCursor before)
    {
        var values = new List<object?> { (short)query.Topic, before.At, before.Id, query.Limit + 1 };
        var sql = new StringBuilder($"SELECT {Columns} FROM history WHERE topic = $1 AND (at, id) < ($2, $3)");
        foreach (var (condition, value) in new (string, object?)[]
                 {
                     ("wallet =", query.Wallet), ("kind =", query.Kind), ("outcome =", query.Outcome),
                     ("at >=", query.From), ("at <", query.Until),
                 })
        {
            if (value is null)
                continue;
            values.Add(value);
            sql.Append(" AND ").Append(condition).Append(" $").Append(values.Count);
        }

        return new Sql(sql.Append(" ORDER BY at DESC, id DESC LIMIT $4").ToString(), [.. values]);
    }
}

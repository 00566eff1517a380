using System.Data.Common;
using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Orleans's reminders in PostgreSQL. There are few (one per bucket and chain, decision 7), so a range is filtered
/// while reading: its hash belongs to the runtime and is not stored.
/// </summary>
internal sealed class PostgresReminderTable(PostgresStore store) : IReminderTable
{
    private const string Columns = "grain_type, grain_key, name, start_at, period, etag";

    /// <inheritdoc />
    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new(await Read(
        $"SELECT {Columns} FROM reminder WHERE grain_key = $1 AND grain_type = $2 ORDER BY name",
        grainId.Key.ToString()!, grainId.Type.ToString()!));

    /// <inheritdoc />
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => new(
        (await Read($"SELECT {Columns} FROM reminder ORDER BY grain_key, grain_type, name"))
            .Where(entry => Contains(begin, end, entry.GrainId.GetUniformHashCode())));

    /// <inheritdoc />
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => (await Read(
        $"SELECT {Columns} FROM reminder WHERE grain_key = $1 AND grain_type = $2 AND name = $3",
        grainId.Key.ToString()!, grainId.Type.ToString()!, reminderName)).FirstOrDefault();

    /// <inheritdoc />
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var etag = store.NextEtag();
        await Change(
            """
            INSERT INTO reminder (grain_key, grain_type, name, start_at, period, etag) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (grain_key, grain_type, name) DO UPDATE
            SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
            """,
            entry.GrainId.Key.ToString()!, entry.GrainId.Type.ToString()!, entry.ReminderName, entry.StartAt.Ticks,
            entry.Period.Ticks, etag);
        StorageInstruments.Rows("reminder", 1);
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag)
        && await Change(
            "DELETE FROM reminder WHERE grain_key = $1 AND grain_type = $2 AND name = $3 AND etag = $4",
            grainId.Key.ToString()!, grainId.Type.ToString()!, reminderName, etag) == 1;

    /// <inheritdoc />
    public Task TestOnlyClearTable() => Change("DELETE FROM reminder");

    // (begin, end] on a ring; equal ends are the whole ring.
    private static bool Contains(uint begin, uint end, uint hash) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private Task<int> Change(string sql, params object?[] values) =>
        store.Source.Write(new Sql(sql, values), CancellationToken.None);

    private Task<List<ReminderEntry>> Read(string sql, params object?[] values) => store.Source.Read(
        connection => connection.Rows(Entry, new Sql(sql, values), CancellationToken.None), CancellationToken.None);

    private static ReminderEntry Entry(DbDataReader row) => new()
    {
        GrainId = GrainId.Create(row.Text(0), row.Text(1)),
        ReminderName = row.Text(2),
        StartAt = new DateTime(row.GetInt64(3), DateTimeKind.Utc),
        Period = new TimeSpan(row.GetInt64(4)),
        ETag = row.GetInt64(5).ToString(CultureInfo.InvariantCulture),
    };
}

using System.Globalization;
using Kwala.Storage.Sqlite.Connection;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Storage.Sqlite;

/// <summary>
/// Orleans's reminders in SQLite. There are few (one per bucket and chain, decision 7), so a range is filtered while
/// reading: its hash belongs to the runtime and is not stored.
/// </summary>
internal sealed class SqliteReminderTable(SqliteStore store) : IReminderTable
{
    private const string Columns = "grain_type, grain_key, name, start_at, period, etag";

    /// <inheritdoc />
    public Task<ReminderTableData> ReadRows(GrainId grainId) => store.Readers.Read(
        database =>
        {
            using var query = database
                .Prepare($"SELECT {Columns} FROM reminder WHERE grain_key = ?1 AND grain_type = ?2 ORDER BY name")
                .Bind(1, grainId.Key.ToString()!).Bind(2, grainId.Type.ToString()!);
            return new ReminderTableData(Entries(query));
        },
        CancellationToken.None);

    /// <inheritdoc />
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => store.Readers.Read(
        database =>
        {
            using var query = database.Prepare($"SELECT {Columns} FROM reminder ORDER BY grain_key, grain_type, name");
            return new ReminderTableData(
                Entries(query).Where(entry => Contains(begin, end, entry.GrainId.GetUniformHashCode())));
        },
        CancellationToken.None);

    /// <inheritdoc />
    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => store.Readers.Read(
        database =>
        {
            using var query = Bind(
                database.Prepare(
                    $"SELECT {Columns} FROM reminder WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3"),
                grainId,
                reminderName);
            return Entries(query).FirstOrDefault();
        },
        CancellationToken.None);

    /// <inheritdoc />
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var etag = store.NextEtag();
        await store.Writer.Write(
            database => Bind(
                    database.Prepare(
                        """
                        INSERT INTO reminder (grain_key, grain_type, name, start_at, period, etag)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                        ON CONFLICT (grain_key, grain_type, name) DO UPDATE
                        SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
                        """),
                    entry.GrainId,
                    entry.ReminderName)
                .Bind(4, entry.StartAt.Ticks).Bind(5, entry.Period.Ticks).Bind(6, etag).Run(),
            CancellationToken.None);
        StorageInstruments.Rows("reminder", 1);
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        if (!long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag))
            return false;
        return await store.Writer.Write(
            database => Bind(
                    database.Prepare(
                        "DELETE FROM reminder WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3 AND etag = ?4"),
                    grainId,
                    reminderName)
                .Bind(4, etag).Run() == 1,
            CancellationToken.None);
    }

    /// <inheritdoc />
    public Task TestOnlyClearTable() =>
        store.Writer.Write(database => database.Prepare("DELETE FROM reminder").Run(), CancellationToken.None);

    // (begin, end] on a ring; equal ends are the whole ring.
    private static bool Contains(uint begin, uint end, uint hash) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static SqliteStatement Bind(SqliteStatement statement, GrainId grainId, string name) =>
        statement.Bind(1, grainId.Key.ToString()!).Bind(2, grainId.Type.ToString()!).Bind(3, name);

    private static List<ReminderEntry> Entries(SqliteStatement query)
    {
        var entries = new List<ReminderEntry>();
        while (query.Step())
            entries.Add(new ReminderEntry
            {
                GrainId = GrainId.Create(query.Text(0), query.Text(1)),
                ReminderName = query.Text(2),
                StartAt = new DateTime(query.Int64(3), DateTimeKind.Utc),
                Period = new TimeSpan(query.Int64(4)),
                ETag = query.Int64(5).ToString(CultureInfo.InvariantCulture),
            });
        return entries;
    }
}

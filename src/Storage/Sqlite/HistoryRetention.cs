using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>
/// Drops history that is older than the retention time, a few rows per transaction so that no write waits long.
/// Of preferences the one in force at that time stays: without it "explain" could not decide any later event.
/// </summary>
internal sealed class HistoryRetention(SqliteStore store, TimeProvider time)
{
    private const int RowsPerTransaction = 500;

    /// <summary>Drops what is too old now. Returns how many rows.</summary>
    public async Task<long> DropOld(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - store.Options.HistoryRetention;
        var dropped = 0L;
        foreach (var topic in Enum.GetValues<HistoryTopic>())
        {
            int now;
            do
            {
                now = await store.Writer.Write(database => DropSome(database, topic, cutoff), cancellationToken);
                dropped += now;
            }
            while (now == RowsPerTransaction);
        }

        return dropped;
    }

    private static int DropSome(SqliteDatabase database, HistoryTopic topic, DateTimeOffset cutoff)
    {
        var superseded = topic != HistoryTopic.Preferences ? "" :
            """
             AND EXISTS (SELECT 1 FROM history AS later WHERE later.wallet = history.wallet
                AND later.topic = history.topic AND later.at < ?2 AND (later.at, later.id) > (history.at, history.id))
            """;
        return database.Prepare(
                $"""
                DELETE FROM history WHERE id IN (
                    SELECT id FROM history WHERE topic = ?1 AND at < ?2{superseded} LIMIT ?3)
                """)
            .Bind(1, (long)topic).Bind(2, cutoff).Bind(3, RowsPerTransaction).Run();
    }
}

using Kwala.Ports.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Drops history that is older than the retention time, a few rows per transaction so that no write waits long.
/// Of preferences the one in force at that time stays: without it "explain" could not decide any later event.
/// </summary>
internal sealed class PostgresRetention(PostgresStore store, TimeProvider time)
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
                now = await DropSome(topic, cutoff, cancellationToken);
                dropped += now;
            }
            while (now == RowsPerTransaction);
        }

        return dropped;
    }

    // Several silos do this at the same time: what one has locked the others pass over.
    private Task<int> DropSome(HistoryTopic topic, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        var superseded = topic != HistoryTopic.Preferences ? "" :
            """
             AND EXISTS (SELECT FROM history AS later WHERE later.wallet = history.wallet
                AND later.topic = history.topic AND later.at < $2 AND (later.at, later.id) > (history.at, history.id))
            """;
        return store.Source.Write(
            new Sql($"""
            DELETE FROM history WHERE id IN (
                SELECT id FROM history WHERE topic = $1 AND at < $2{superseded} LIMIT $3 FOR UPDATE SKIP LOCKED)
            """,
            (short)topic, cutoff, RowsPerTransaction),
            cancellationToken);
    }
}

using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite;

/// <summary>Who has something due, in SQLite.</summary>
internal sealed class SqliteDueIndex(SqliteStore store) : IDueIndex
{
    /// <inheritdoc />
    public Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        DueShards.Check(shard, shards, limit);
        return store.Readers.Read(
            database =>
            {
                using var query = database.Prepare(
                        """
                        SELECT wallet, at FROM due WHERE at <= ?1 AND last_byte % ?2 = ?3 ORDER BY at, last_byte, wallet
                        LIMIT ?4
                        """)
                    .Bind(1, until).Bind(2, shards).Bind(3, shard).Bind(4, limit);
                var found = ImmutableArray.CreateBuilder<DueEntry>();
                while (query.Step())
                    found.Add(new DueEntry(query.Address(0), query.Instant(1)));
                return found.ToImmutable();
            },
            cancellationToken);
    }
}

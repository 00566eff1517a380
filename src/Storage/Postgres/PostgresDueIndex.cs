using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>Who has something due, in PostgreSQL.</summary>
internal sealed class PostgresDueIndex(PostgresStore store) : IDueIndex
{
    /// <inheritdoc />
    public async Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        DueShards.Check(shard, shards, limit);
        return
        [
            .. await store.Source.Read(
                connection => connection.Rows(
                    row => new DueEntry(row.Wallet(0), row.Instant(1)),
                    new Sql("""
                    SELECT wallet, at FROM due WHERE at <= $1 AND last_byte % $2 = $3
                    ORDER BY at, last_byte, wallet LIMIT $4
                    """,
                    until, shards, shard, limit),
                    cancellationToken),
                cancellationToken),
        ];
    }
}

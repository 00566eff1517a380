using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>The subscriber index in PostgreSQL.</summary>
internal sealed class PostgresSubscriberIndex(PostgresStore store) : ISubscriberIndex
{
    /// <inheritdoc />
    public async Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken)
    {
        SubscriberBounds.Check(query);
        var (entry, wallet) = query.Behind;
        return
        [
            .. await store.Source.Read(
                connection => connection.Rows(
                    row => new SubscriberRow(row.Text(0), row.Wallet(1)),
                    new Sql("""
                    SELECT entry, wallet FROM subscriber WHERE (entry, wallet) > ($1, $2) AND entry <= $3
                    ORDER BY entry, wallet LIMIT $4
                    """,
                    entry, Connections.Bytes(wallet), query.Through, query.Limit),
                    cancellationToken),
                cancellationToken),
        ];
    }

    /// <inheritdoc />
    public async Task<long> Count(string entry, CancellationToken cancellationToken) => (await store.Source.Read(
        connection => connection.Rows(
            row => row.GetInt64(0),
            new Sql("SELECT COUNT(*) FROM subscriber WHERE entry = $1", entry),
            cancellationToken),
        cancellationToken))[0];
}

using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite;

/// <summary>The subscriber index in SQLite.</summary>
internal sealed class SqliteSubscriberIndex(SqliteStore store) : ISubscriberIndex
{
    /// <inheritdoc />
    public Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken)
    {
        SubscriberBounds.Check(query);
        return store.Readers.Read(
            database =>
            {
                var (entry, wallet) = query.Behind;
                using var rows = database.Prepare(
                        """
                        SELECT entry, wallet FROM subscriber WHERE (entry, wallet) > (?1, ?2) AND entry <= ?3
                        ORDER BY entry, wallet LIMIT ?4
                        """)
                    .Bind(1, entry).Bind(2, wallet).Bind(3, query.Through)
                    .Bind(4, query.Limit);
                var found = ImmutableArray.CreateBuilder<SubscriberRow>();
                while (rows.Step())
                    found.Add(new SubscriberRow(rows.Text(0), rows.Address(1)));
                return found.ToImmutable();
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<long> Count(string entry, CancellationToken cancellationToken) => store.Readers.Read(
        database =>
        {
            using var count = database.Prepare("SELECT COUNT(*) FROM subscriber WHERE entry = ?1").Bind(1, entry);
            return count.Step() ? count.Int64(0) : 0;
        },
        cancellationToken);
}

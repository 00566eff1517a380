using System.Data.Common;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;

namespace Kwala.Storage.Postgres;

/// <summary>Every row of the database as a row of the archive, in an order that import accepts.</summary>
internal static class ArchiveQueries
{
    /// <summary>What to ask, and how to read a row of the answer.</summary>
    public static IReadOnlyList<(string Sql, Func<DbDataReader, ArchivedRow> Read)> All { get; } =
    [
        ("SELECT grain_type, grain_key, name, body FROM state ORDER BY grain_key, grain_type, name",
            row => ArchiveWrite.State(row.Text(0), row.Text(1), row.Text(2), (byte[])row[3])),
        ("SELECT wallet, at FROM due ORDER BY wallet", row => ArchiveWrite.Due(row.Wallet(0), row.Instant(1))),
        ("SELECT entry, wallet FROM subscriber ORDER BY entry, wallet",
            row => ArchiveWrite.Subscriber(new SubscriberRow(row.Text(0), row.Wallet(1)))),
        ("SELECT grain_type, grain_key, name, start_at, period FROM reminder ORDER BY grain_key, grain_type, name",
            row => ArchiveWrite.Reminder(
                row.Text(0), row.Text(1), row.Text(2), row.Instant(3), row.GetInt64(4))),
        // In the order of appending, so that rows of one instant keep their order.
        ($"SELECT {PostgresHistory.Columns} FROM history ORDER BY id",
            row => ArchiveWrite.History(PostgresHistory.Row(row))),
        ("SELECT chain, block FROM value_final ORDER BY chain",
            row => ArchiveWrite.Final(row.Text(0), row.GetInt64(1))),
        ($"SELECT {ValueRows.Columns} FROM value_last", Value),
        ($"SELECT {ValueRows.Columns} FROM value_new ORDER BY id", Value),
        ("SELECT chain, block, hash, array_agg(wallet) FROM touched GROUP BY chain, block, hash ORDER BY chain, block",
            row => ArchiveWrite.Touched(
                row.Text(0), row.GetInt64(1), row.Hash(2),
                ((byte[][])row[3]).Select(bytes => Core.Evm.Address.FromBytes(bytes)))),
    ];

    private static ArchivedRow Value(DbDataReader row) => ArchiveWrite.Value(row.Text(1), ValueRows.Row(row));
}

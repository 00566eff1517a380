using System.Runtime.CompilerServices;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Everything in the database, to and from the portable archive: out of one snapshot, and in as one transaction, of
/// which a crash leaves nothing.
/// </summary>
internal sealed class PostgresArchive(PostgresStore store) : IStateArchive
{
    private static readonly string[] Tables =
        ["state", "due", "reminder", "history", "value_last", "value_new", "value_final", "touched", "subscriber"];

    // The other end is a file or a pipe, and as slow as it is.
    private const string TakeTime = "SET LOCAL idle_in_transaction_session_timeout = 0";

    /// <inheritdoc />
    public async IAsyncEnumerable<ArchivedRow> Export([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await Connections.Open(store.Source, cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await connection.Run(new Sql(TakeTime), cancellationToken);
        foreach (var (sql, read) in ArchiveQueries.All)
        {
            await using var command = connection.Command(new Sql(sql));
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                yield return read(rows);
        }
    }

    /// <inheritdoc />
    public async Task<long> Import(IAsyncEnumerable<ArchivedRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await Connections.Open(store.Source, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.Run(new Sql(TakeTime), cancellationToken);
            await connection.Run(
                new Sql($"LOCK TABLE {string.Join(", ", Tables)} IN SHARE ROW EXCLUSIVE MODE"),
                cancellationToken);
            foreach (var table in Tables)
                if (await connection.Rows(_ => true, new Sql($"SELECT FROM {table} LIMIT 1"), cancellationToken)
                    is not [])
                    throw new InvalidOperationException(
                        "The store is not empty. Import into a new database: what is there would be mixed with what "
                        + "comes.");
            var import = new ArchiveImport(connection, store.NextEtag);
            var count = await ArchiveReading.Read(rows, import.Add, import.Flush, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return count;
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFault.OfWrite(failure);
        }
    }
}

using System.Runtime.CompilerServices;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>
/// Everything in the file, to and from the portable archive. A mark stands in the file while an import is under way:
/// one that fails, or that a crash ends, leaves the store empty again.
/// </summary>
internal sealed class SqliteArchive(SqliteStore store, IValueLog values) : IStateArchive
{
    private static readonly string[] Tables =
    [
        "state", "due", "reminder", "history", "value_batch", "value_last", "value_final", "touched", "subscriber",
    ];

    /// <inheritdoc />
    public async IAsyncEnumerable<ArchivedRow> Export([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Off the caller's thread: the snapshot is read from the disk row by row.
        await Task.Yield();
        using var snapshot = store.Readers.OpenSnapshot();
        foreach (var row in ArchiveExport.Rows(snapshot))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <inheritdoc />
    public async Task<long> Import(IAsyncEnumerable<ArchivedRow> rows, CancellationToken cancellationToken)
    {
        if (!await store.Writer.Write(TryBegin, cancellationToken))
            throw new InvalidOperationException(
                "The store is not empty. Import into a new database: what is there would be mixed with what comes.");
        try
        {
            var import = new ArchiveImport(store, values);
            var count = await ArchiveReading.Read(rows, import.Add, import.Flush, cancellationToken);
            await store.Writer.Write(EndImport, cancellationToken);
            return count;
        }
        catch
        {
            await store.Writer.Write(
                database =>
                {
                    Wipe(database);
                    return true;
                },
                CancellationToken.None);
            throw;
        }
    }

    /// <summary>Empties all tables and ends an import, in the open transaction.</summary>
    internal static void Wipe(SqliteDatabase database)
    {
        foreach (var table in Tables)
            database.Prepare($"DELETE FROM {table}").Run();
        EndImport(database);
    }

    private static bool TryBegin(SqliteDatabase database)
    {
        if (Tables.Any(table => database.Number($"SELECT EXISTS (SELECT 1 FROM {table})") != 0))
            return false;
        database.Prepare("INSERT INTO meta (name, value) VALUES ('importing', 1)").Run();
        return true;
    }

    private static int EndImport(SqliteDatabase database) =>
        database.Prepare("DELETE FROM meta WHERE name = 'importing'").Run();
}

using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>An open database: its lock, its writer, its readers. The ports are thin classes over it.</summary>
internal sealed class SqliteStore : IAsyncDisposable, IDisposable
{
    // ETags are counted within one opening of the file; the opening's number stands above these bits.
    private const int EtagBits = 40;

    private readonly SqliteFileLock _lock;
    private long _etag;
    private bool _disposed;

    private SqliteStore(SqliteOptions options, SqliteFileLock fileLock, SqliteDatabase database, string path)
    {
        _lock = fileLock;
        Options = options;
        _etag = CountOpening(database) << EtagBits;
        WipeHalfImport(database);
        LoadKeys(database, KnownKeys);
        Readers = new SqliteReaders(path, options.Readers);
        Writer = new GroupCommit(
            database, () => SqliteDatabase.OpenWriter(path, options.Synchronous), options.QueueMax, options.BatchMax);
    }

    /// <summary>As it was opened.</summary>
    public SqliteOptions Options { get; }

    /// <summary>The one that writes.</summary>
    public GroupCommit Writer { get; }

    /// <summary>Those that read.</summary>
    public SqliteReaders Readers { get; }

    /// <summary>Which grains may have a state.</summary>
    public KnownKeys KnownKeys { get; } = new();

    /// <summary>Opens the file, creating or migrating it.</summary>
    /// <exception cref="StorageException">It is in use, from a newer version, damaged, or not writable.</exception>
    public static SqliteStore Open(SqliteOptions options)
    {
        var path = Path.GetFullPath(options.Path);
        var fileLock = SqliteFileLock.Take(path);
        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.OpenWriter(path, options.Synchronous);
            SqliteSchema.Migrate(database);
            return new SqliteStore(options, fileLock, database, path);
        }
        catch
        {
            database?.Dispose();
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>A version that no row ever had before, not even one that was deleted since.</summary>
    public long NextEtag() => Interlocked.Increment(ref _etag);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await Writer.DisposeAsync();
        Readers.Dispose();
        _lock.Dispose();
    }

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static long CountOpening(SqliteDatabase database)
    {
        database.Execute(
            """
            INSERT INTO meta (name, value) VALUES ('openings', 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1
            """);
        return database.Number("SELECT value FROM meta WHERE name = 'openings'");
    }

    // The store was empty before the import began, so nothing is lost, and half a store must never run.
    private static void WipeHalfImport(SqliteDatabase database)
    {
        if (database.Number("SELECT count(*) FROM meta WHERE name = 'importing'") == 0)
            return;
        database.Execute("BEGIN IMMEDIATE");
        SqliteArchive.Wipe(database);
        database.Execute("COMMIT", committing: true);
    }

    private static void LoadKeys(SqliteDatabase database, KnownKeys keys)
    {
        using var rows = database.Prepare("SELECT grain_type, grain_key, name FROM state");
        while (rows.Step())
            keys.Add(rows.Text(0), rows.Text(1), rows.Text(2));
    }
}

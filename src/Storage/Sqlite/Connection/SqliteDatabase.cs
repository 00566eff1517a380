using Kwala.Ports.Storage;
using SQLitePCL;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// One connection with its prepared statements. Not thread-safe. SQLite's own API is used without ADO.NET: spans are
/// bound as they are, which makes a small write three times cheaper.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyMilliseconds = 5_000;
    private const int WriterCacheKilobytes = 65_536;
    private const int ReaderCacheKilobytes = 8_192;

    // The log may grow to 64 MB: a page that many transactions change is then copied to the database once.
    private const int CheckpointPages = 16_000;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _handle;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, sqlite3 handle) => (Path, _handle) = (path, handle);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows that the last statement inserted, changed or deleted.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The rowid of the last insert.</summary>
    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Opens the connection that writes, creating the file.</summary>
    public static SqliteDatabase OpenWriter(string path, SqliteSynchronous synchronous)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        return database.Configured(() =>
        {
            database.Execute("PRAGMA journal_mode=WAL");
            database.Execute($"PRAGMA synchronous={(synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")}");
            database.Execute($"PRAGMA cache_size=-{WriterCacheKilobytes}");
            database.Execute($"PRAGMA wal_autocheckpoint={CheckpointPages}");
        });
    }

    /// <summary>Opens a connection that reads.</summary>
    public static SqliteDatabase OpenReader(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE);
        return database.Configured(() =>
        {
            database.Execute("PRAGMA query_only=ON");
            database.Execute($"PRAGMA cache_size=-{ReaderCacheKilobytes}");
        });
    }

    /// <summary>A statement ready to bind, compiled once per connection. Dispose it to end its reading.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var compiled));
        return _statements[sql] = new SqliteStatement(this, compiled);
    }

    /// <summary>Runs constant SQL that has no parameters and whose rows, if any, do not matter.</summary>
    public void Execute(string sql, bool committing = false) => Check(raw.sqlite3_exec(_handle, sql), committing);

    /// <summary>The single number that constant SQL gives; 0 where it gives no row.</summary>
    public long Number(string sql)
    {
        using var query = Prepare(sql);
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>Ends an open transaction without keeping anything of it.</summary>
    public void RollBack()
    {
        // SQLite rolls back by itself after some failures, a full disk among them.
        if (InTransaction)
            _ = raw.sqlite3_exec(_handle, "ROLLBACK");
    }

    /// <summary>Pages that this connection wrote since it was last asked.</summary>
    public int TakeWrittenPages()
    {
        _ = raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Throws the failure behind a result code, unless it is a success.</summary>
    public void Check(int code, bool committing = false)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteFault.Of(
                raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string(), Path, committing);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Finish();
        _statements.Clear();
        _ = raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    private static SqliteDatabase Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code == raw.SQLITE_OK)
            return new SqliteDatabase(path, handle);
        var failure = SqliteFault.Of(code, raw.sqlite3_errstr(code).utf8_to_string(), path);
        handle?.Dispose();
        throw failure;
    }

    private SqliteDatabase Configured(Action configure)
    {
        try
        {
            _ = raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
            configure();
            return this;
        }
        catch (StorageException)
        {
            Dispose();
            throw;
        }
    }
}

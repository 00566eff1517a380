using System.Collections.Concurrent;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>Connections for reading, opened when first needed. Readers never wait for the writer (WAL).</summary>
internal sealed class SqliteReaders(string path, int count) : IDisposable
{
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private readonly SemaphoreSlim _free = new(count, count);
    private volatile bool _closed;

    /// <summary>
    /// Reads one consistent snapshot on the calling thread. Meant for what the page cache or a few pages answer.
    /// </summary>
    public async Task<T> Read<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await _free.WaitAsync(cancellationToken);
        try
        {
            var database = Borrow();
            try
            {
                database.Execute("BEGIN");
                return read(database);
            }
            finally
            {
                Return(database);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>A connection of one's own, in a snapshot, for a long reading. The caller disposes it.</summary>
    public SqliteDatabase OpenSnapshot()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var database = SqliteDatabase.OpenReader(path);
        database.Execute("BEGIN");
        return database;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var database))
            database.Dispose();
        // Not the semaphore: a reading that is still under way returns its place to it.
    }

    private SqliteDatabase Borrow() => _idle.TryTake(out var database) ? database : SqliteDatabase.OpenReader(path);

    private void Return(SqliteDatabase database)
    {
        database.RollBack();
        if (_closed)
            database.Dispose();
        else
            _idle.Add(database);
    }
}

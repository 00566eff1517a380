using System.Threading.Channels;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// The one writer (decision 9). It takes whatever waits, commits it as one transaction, and repeats: alone, a write
/// waits for nobody; under load, the writes that arrived during one flush share the next.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Func<SqliteDatabase> _open;
    private readonly Channel<PendingWrite> _queue;
    private readonly int _batchMax;
    private readonly Task _loop;
    private readonly int _pageBytes;
    private SqliteDatabase? _database;

    /// <summary>Takes over an open connection; <paramref name="open"/> makes another after a failing disk.</summary>
    public GroupCommit(SqliteDatabase database, Func<SqliteDatabase> open, int queueMax, int batchMax)
    {
        (_database, _open, _batchMax) = (database, open, batchMax);
        _pageBytes = (int)database.Number("PRAGMA page_size");
        _queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(queueMax) { SingleReader = true });
        // A thread of its own: a flush must not hold one of the few threads that run grains.
        _loop = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Makes a write durable. <paramref name="apply"/> may run more than once, so it changes nothing but the database.
    /// Cancelling withdraws a write that the writer has not taken; after that the result tells what happened.
    /// </summary>
    /// <exception cref="StorageException">Nothing of it was kept, or the outcome is unknown.</exception>
    public async Task<T> Write<T>(Func<SqliteDatabase, T> apply, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new PendingWrite<T>(apply);
        if (!_queue.Writer.TryWrite(write))
            await Enqueue(write, cancellationToken);
        StorageInstruments.Queued.Add(1);
        if (!cancellationToken.CanBeCanceled)
            return await write.Done;
        await using (cancellationToken.UnsafeRegister(
                         static (write, token) => Withdraw((PendingWrite)write!, token), write))
            return await write.Done;
    }

    /// <summary>Commits what waits, then closes the connection. Later writes are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private static void Withdraw(PendingWrite write, CancellationToken cancellationToken)
    {
        if (write.TryWithdraw())
            write.Cancel(cancellationToken);
    }

    private async Task Enqueue(PendingWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(GroupCommit), "The store is closed; nothing was written.");
        }
    }

    private void Run()
    {
        var batch = new List<PendingWrite>(_batchMax);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < _batchMax && _queue.Reader.TryRead(out var write))
            {
                StorageInstruments.Queued.Add(-1);
                if (write.TryTake())
                    batch.Add(write);
            }

            if (batch.Count > 0)
                Commit(batch);
            batch.Clear();
        }

        _database?.Dispose();
    }

    private void Commit(List<PendingWrite> batch)
    {
        using var activity = StorageInstruments.Activities.StartActivity("storage.commit");
        activity?.SetTag("writes", batch.Count);
        if (TryCommit(batch) is not { } failure)
        {
            foreach (var write in batch)
                write.Succeed();
        }
        else if (batch.Count == 1 || failure is StorageException { Fault: var fault } && SqliteFault.ConcernsAll(fault))
        {
            foreach (var write in batch)
                write.Fail(failure);
        }
        else
        {
            // One of them is to blame: each gets a transaction of its own, so that only that one fails.
            foreach (var write in batch)
                Commit([write]);
        }
    }

    private Exception? TryCommit(List<PendingWrite> batch)
    {
        try
        {
            _database ??= _open();
            _database.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
                write.Apply(_database);
            var started = TimeProvider.System.GetTimestamp();
            _database.Execute("COMMIT", committing: true);
            StorageInstruments.Commits.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            StorageInstruments.Batches.Record(batch.Count);
            StorageInstruments.Bytes.Add((long)_database.TakeWrittenPages() * _pageBytes);
            StorageInstruments.Transaction(committed: true);
            return null;
        }
        catch (Exception failure)
        {
            StorageInstruments.Transaction(committed: false);
            Recover(failure);
            return failure;
        }
    }

    private void Recover(Exception failure)
    {
        _database?.RollBack();
        if (failure is not StorageException { Fault: StorageFault.Unreachable or StorageFault.OutcomeUnknown })
            return;
        // What a connection believes after a failing disk is not to be trusted: the next write recovers from the file.
        _database?.Dispose();
        _database = null;
    }
}

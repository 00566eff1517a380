using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>
/// Merges batches whose blocks are all final into one row per position and drops them, which bounds the disk. It runs
/// beside the writer in slices. A crash in between loses nothing: merging a batch twice changes nothing, and a batch
/// goes only after all its rows have been merged.
/// </summary>
internal sealed class ValueMerge(SqliteStore store, BatchIndex index) : IAsyncDisposable
{
    // Many small batches make reading one busy wallet slow, even if they hold few rows.
    private const int BatchesMax = 2_000;
    private const int RowsPerSlice = 2_000;
    private const int BatchesPerSlice = 200;

    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _running = Task.CompletedTask;

    /// <summary>The merge that began last.</summary>
    public Task Running => _running;

    /// <summary>
    /// Begins a merge where enough rows have become final. If the one before is still under way although twice as
    /// many wait, it is waited for: the listener must not outrun the disk.
    /// </summary>
    public async Task AfterFinalized(ChainId chain, long block, CancellationToken cancellationToken)
    {
        var (batches, rows) = await store.Readers.Read(
            database => Waiting(database, chain, block), cancellationToken);
        var limit = store.Options.ValueTailRows;
        if (rows < limit && batches < BatchesMax)
            return;
        if (!TryStart(chain, block, out var before) && (rows >= 2L * limit || batches >= 2 * BatchesMax))
        {
            await before.WaitAsync(cancellationToken);
            TryStart(chain, block, out _);
        }
        else if (before.IsFaulted)
        {
            // Told once, here; the merge that has just begun is the next attempt.
            await before;
        }
    }

    /// <summary>Merges everything that is final now.</summary>
    public async Task Run(ChainId chain, long block, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            using var activity = StorageInstruments.Activities.StartActivity("storage.merge");
            var batches = await store.Readers.Read(database => Load(database, chain, block), cancellationToken);
            foreach (var slice in Newest(batches).Chunk(RowsPerSlice))
                await store.Writer.Write(database => Upsert(database, chain, slice), cancellationToken);
            foreach (var slice in batches.Chunk(BatchesPerSlice))
                await store.Writer.Write(database => Drop(database, slice), cancellationToken);
            index.Remove(batches.Select(batch => batch.Id).ToHashSet());
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private bool TryStart(ChainId chain, long block, out Task before)
    {
        lock (_gate)
        {
            before = _running;
            if (before.IsCompleted)
                _running = Task.Run(() => Run(chain, block, _closing.Token), CancellationToken.None);
            return before.IsCompleted;
        }
    }

    private static (long Batches, long Rows) Waiting(SqliteDatabase database, ChainId chain, long block)
    {
        using var sum = database
            .Prepare("SELECT count(*), sum(row_count) FROM value_batch WHERE chain = ?1 AND last_block <= ?2")
            .Bind(1, chain.Value).Bind(2, block);
        sum.Step();
        return (sum.Int64(0), sum.Int64(1));
    }

    private static List<FinalBatch> Load(SqliteDatabase database, ChainId chain, long block)
    {
        using var rows = database
            .Prepare("SELECT id, body FROM value_batch WHERE chain = ?1 AND last_block <= ?2 ORDER BY id")
            .Bind(1, chain.Value).Bind(2, block);
        var batches = new List<FinalBatch>();
        while (rows.Step())
            batches.Add(new FinalBatch(rows.Int64(0), rows.Bytes(1).ToArray()));
        return batches;
    }

    // Wallet by wallet in the order of the table, so that each of its pages is written once.
    private static IEnumerable<ValueRow> Newest(List<FinalBatch> batches)
    {
        var groups = new List<(Address Wallet, int Batch)>();
        for (var at = 0; at < batches.Count; at++)
            foreach (var wallet in ValueBatchReader.Wallets(batches[at].Body))
                groups.Add((wallet, at));

        groups.Sort();
        var readers = batches.Select(batch => new ValueBatchReader(batch.Body)).ToArray();
        var rows = new List<ValueRow>();
        for (var at = 0; at < groups.Count;)
        {
            var wallet = groups[at].Wallet;
            var newest = new NewestValues();
            for (; at < groups.Count && groups[at].Wallet == wallet; at++)
            {
                rows.Clear();
                readers[groups[at].Batch].Next(rows);
                foreach (var row in rows)
                    newest.Take("", row);
            }

            foreach (var (_, row) in newest.Entries)
                yield return row;
        }
    }

    private static int Upsert(SqliteDatabase database, ChainId chain, ValueRow[] rows)
    {
        Span<byte> value = stackalloc byte[RationalFormat.LengthMax];
        foreach (var row in rows)
        {
            var length = RationalFormat.Write(row.Value, value);
            database.Prepare(
                    """
                    INSERT INTO value_last (wallet, chain, workflow, subject, block, log_index, hash, time, value)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                    ON CONFLICT (wallet, chain, workflow, subject) DO UPDATE SET block = excluded.block,
                        log_index = excluded.log_index, hash = excluded.hash, time = excluded.time,
                        value = excluded.value
                    WHERE (excluded.block, excluded.log_index) > (block, log_index)
                    """)
                .Bind(1, row.Wallet).Bind(2, chain.Value).Bind(3, row.Workflow.Value).Bind(4, row.Subject.Value)
                .Bind(5, row.Position.Block).Bind(6, row.Position.LogIndex).Bind(7, row.Block)
                .Bind(8, row.BlockTime).Bind(9, value[..length]).Run();
        }

        return rows.Length;
    }

    private static int Drop(SqliteDatabase database, FinalBatch[] batches)
    {
        foreach (var batch in batches)
            database.Prepare("DELETE FROM value_batch WHERE id = ?1").Bind(1, batch.Id).Run();
        return batches.Length;
    }

    private sealed record FinalBatch(long Id, byte[] Body);
}

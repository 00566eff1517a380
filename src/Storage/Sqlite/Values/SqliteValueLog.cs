using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>
/// Values in SQLite. New rows are appended as batches in the order in which they come, which costs the disk about 40
/// bytes each; those of final blocks are merged from time to time into one row per position (<see cref="ValueMerge"/>).
/// A reader looks at both, and the newest position wins, so that a row may stand in both places.
/// </summary>
internal sealed class SqliteValueLog : IValueLog, IAsyncDisposable, IDisposable
{
    /// <summary>What <see cref="MergedRow"/> reads; the chain is its first column.</summary>
    internal const string SelectMerged =
        "SELECT chain, wallet, workflow, subject, block, log_index, hash, time, value FROM value_last";

    private readonly SqliteStore _store;
    private readonly BatchIndex _index = new();
    private readonly ValueMerge _merge;

    /// <summary>Reads which wallets the batches of the file hold.</summary>
    public SqliteValueLog(SqliteStore store)
    {
        _store = store;
        _merge = new ValueMerge(store, _index);
        using var snapshot = store.Readers.OpenSnapshot();
        using var batches = snapshot.Prepare("SELECT id, body FROM value_batch");
        while (batches.Step())
            _index.Add(batches.Int64(0), ValueBatchReader.Wallets(batches.Bytes(1)));
    }

    /// <inheritdoc />
    /// <remarks>The file is this process's alone: nobody comes later.</remarks>
    public Task Begin(ChainTerm term, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task Append(
        ChainTerm term,
        ImmutableArray<ValueRow> values,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken)
    {
        if (values.IsEmpty && touched.IsEmpty)
            return;
        // Sorting thousands of rows would hold up the turn of the grain that appends them.
        var batches = values.Length > ValueBatch.RowsMax
            ? await Task.Run(() => ValueBatch.Cut(values), cancellationToken)
            : ValueBatch.Cut(values);
        var blocks = TouchedBlock.Group(touched);
        var ids = await _store.Writer.Write(
            database =>
            {
                TouchedBlock.Insert(database, term.Chain, blocks);
                return Insert(database, term.Chain, batches);
            },
            cancellationToken);
        foreach (var (id, batch) in ids.Zip(batches))
            _index.Add(id, batch.Wallets);
        StorageInstruments.Rows("value", values.Length);
        StorageInstruments.Rows("touched", touched.Length);
    }

    /// <inheritdoc />
    public Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken)
    {
        // Before the snapshot begins: a merge that ends in between has then put the rows where the snapshot sees them.
        var batches = _index.BatchesOf(wallet);
        return _store.Readers.Read(database => Last(database, wallet, batches), cancellationToken);
    }

    /// <inheritdoc />
    public Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken) => Task.Run(
        () => _store.Readers.Read(database => new Holders(query).Read(database), cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken) =>
        _store.Readers.Read(
            database => TouchedBlock.WalletsOf(database, term.Chain, blocks), cancellationToken);

    /// <inheritdoc />
    public Task<ImmutableArray<BlockRef>> TouchedFrom(
        ChainTerm term, long block, CancellationToken cancellationToken) =>
        _store.Readers.Read(database => TouchedBlock.From(database, term.Chain, block), cancellationToken);

    /// <inheritdoc />
    public Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken) =>
        blocks.IsEmpty
            ? Task.CompletedTask
            : _store.Writer.Write(
                database =>
                {
                    var lost = blocks.ToHashSet();
                    Drop(
                        database,
                        term.Chain,
                        row => workflows.Contains(row.Workflow)
                            && lost.Contains(new BlockRef(row.Position.Block, row.Block)),
                        blocks.Min(block => block.Number));
                    return true;
                },
                cancellationToken);

    /// <inheritdoc />
    public async Task Finalized(ChainId chain, long block, CancellationToken cancellationToken)
    {
        await _store.Writer.Write(
            database =>
            {
                database.Prepare(
                        """
                        INSERT INTO value_final (chain, block) VALUES (?1, ?2)
                        ON CONFLICT (chain) DO UPDATE SET block = excluded.block WHERE excluded.block > block
                        """)
                    .Bind(1, chain.Value).Bind(2, block).Run();
                return database.Prepare("DELETE FROM touched WHERE chain = ?1 AND block <= ?2")
                    .Bind(1, chain.Value).Bind(2, block).Run();
            },
            cancellationToken);
        await _merge.AfterFinalized(chain, block, cancellationToken);
    }

    /// <summary>The merge that began last by itself.</summary>
    internal Task Merging => _merge.Running;

    /// <summary>Merges what is final now, however little it is.</summary>
    internal Task Merge(ChainId chain, long block) => _merge.Run(chain, block, CancellationToken.None);

    /// <summary>A row of <see cref="SelectMerged"/>.</summary>
    internal static ValueRow MergedRow(SqliteStatement row) => new(
        row.Address(1),
        new WorkflowId(row.Text(2)),
        new SubjectKey(row.Text(3)),
        RationalFormat.Read(row.Bytes(8)),
        new LogPosition(row.Int64(4), row.Int32(5)),
        row.Hash(6),
        row.Instant(7));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _merge.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static List<long> Insert(SqliteDatabase database, ChainId chain, List<ValueBatch> batches)
    {
        var ids = new List<long>(batches.Count);
        foreach (var batch in batches)
        {
            database.Prepare(
                    """
                    INSERT INTO value_batch (chain, first_block, last_block, row_count, body)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    """)
                .Bind(1, chain.Value).Bind(2, batch.FirstBlock).Bind(3, batch.LastBlock).Bind(4, batch.Rows)
                .Bind(5, batch.Body).Run();
            ids.Add(database.LastInsertedRow);
        }

        return ids;
    }

    private static ImmutableArray<ValueRow> Last(SqliteDatabase database, Address wallet, List<long> batches)
    {
        var newest = new NewestValues();
        using (var merged = database.Prepare($"{SelectMerged} WHERE wallet = ?1").Bind(1, wallet))
            while (merged.Step())
                newest.Take(merged.Text(0), MergedRow(merged));

        var rows = new List<ValueRow>();
        // In the order of appending: of two rows at one position the later wins.
        foreach (var id in batches.Order())
        {
            using var batch = database.Prepare("SELECT chain, body FROM value_batch WHERE id = ?1").Bind(1, id);
            if (!batch.Step())
                continue;
            var chain = batch.Text(0);
            rows.Clear();
            ValueBatchReader.Of(batch.Bytes(1), wallet, rows);
            foreach (var row in rows)
                newest.Take(chain, row);
        }

        return newest.Rows();
    }

    private static void Drop(SqliteDatabase database, ChainId chain, Predicate<ValueRow> isLost, long lowest)
    {
        var affected = new List<(long Id, List<ValueRow> Rows)>();
        using (var batches = database
                   .Prepare("SELECT id, body FROM value_batch WHERE chain = ?1 AND last_block >= ?2")
                   .Bind(1, chain.Value).Bind(2, lowest))
            while (batches.Step())
            {
                var rows = ValueBatchReader.All(batches.Bytes(1));
                if (rows.RemoveAll(isLost) > 0)
                    affected.Add((batches.Int64(0), rows));
            }

        foreach (var (id, rows) in affected)
            Replace(database, id, rows);
    }

    private static void Replace(SqliteDatabase database, long id, List<ValueRow> rows)
    {
        if (rows.Count == 0)
        {
            database.Prepare("DELETE FROM value_batch WHERE id = ?1").Bind(1, id).Run();
            return;
        }

        // One batch stays one batch: it only loses rows.
        var batch = ValueBatch.Cut(rows).Single();
        database.Prepare(
                "UPDATE value_batch SET first_block = ?2, last_block = ?3, row_count = ?4, body = ?5 WHERE id = ?1")
            .Bind(1, id).Bind(2, batch.FirstBlock).Bind(3, batch.LastBlock).Bind(4, batch.Rows).Bind(5, batch.Body)
            .Run();
    }
}

using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;
using Kwala.Storage.Sqlite.Values;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Sqlite.Values;

public sealed class ValueMergeTests : IAsyncLifetime
{
    private readonly SqliteFixture _store = new() { Configure = options => options.ValueTailRows = 1_000 };

    public Task InitializeAsync() => _store.Start();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task The_disk_holds_one_row_per_position_and_what_is_not_final()
    {
        for (var round = 0; round < 10; round++)
        {
            await _store.Values.Append(
                Listening(Mainnet),
                [.. Enumerable.Range(0, 500).Select(n => Value(n % 50, n, (100 * round) + (n / 50), n))],
                [],
                default);
            await _store.Values.Finalized(Mainnet, (100 * round) + 50, default);
        }

        await _store.MergeValues(Mainnet, 2_000);
        Assert.Equal((50, 0), await Rows());
    }

    [Fact]
    public async Task Many_final_rows_are_merged_by_themselves()
    {
        await _store.Values.Append(
            Listening(Mainnet), [.. Enumerable.Range(0, 1_000).Select(n => Value(n % 50, n, 5, n))], [], default);
        await _store.Values.Finalized(Mainnet, 4, default);
        Assert.Equal((0, 1_000), await Rows());
        await _store.Values.Finalized(Mainnet, 5, default);
        await ((SqliteValueLog)_store.Values).Merging;
        Assert.Equal((50, 0), await Rows());
    }

    [Fact]
    public async Task A_merge_that_a_crash_ended_is_done_again_without_a_trace()
    {
        await _store.Values.Append(Listening(Mainnet), [Value(1, 1, 5), Value(2, 2, 5)], [], default);
        var batch = await _store.Store.Readers.Read(Body, default);
        await _store.MergeValues(Mainnet, 5);
        await _store.Values.Append(Listening(Mainnet), [Value(1, 3, 6)], [], default);
        await _store.MergeValues(Mainnet, 6);
        // The batch is back, as if the crash had come before it was dropped.
        await _store.Store.Writer.Write(
            database => database.Prepare(
                    "INSERT INTO value_batch (chain, first_block, last_block, row_count, body) "
                    + "VALUES (?1, 5, 5, 2, ?2)")
                .Bind(1, Mainnet.Value).Bind(2, batch).Run(),
            default);
        await _store.Reopen();
        Assert.Equal([Value(1, 3, 6)], (await _store.Values.Last(Wallet(1), default)).ToArray());
        await _store.MergeValues(Mainnet, 6);
        Assert.Equal([Value(1, 3, 6)], (await _store.Values.Last(Wallet(1), default)).ToArray());
        Assert.Equal((2, 0), await Rows());
    }

    [Fact]
    public async Task A_chain_waits_for_a_merge_that_does_not_keep_up()
    {
        await _store.Values.Append(
            Listening(Mainnet), [.. Enumerable.Range(0, 2_000).Select(n => Value(n % 50, n, 5, n))], [], default);
        using var held = new ManualResetEventSlim();
        var writing = _store.Store.Writer.Write(
            _ =>
            {
                held.Wait();
                return true;
            },
            default);
        var merge = new ValueMerge(_store.Store, new BatchIndex());
        try
        {
            await merge.AfterFinalized(Mainnet, 5, default);
            using var tired = new CancellationTokenSource();
            var next = merge.AfterFinalized(Mainnet, 5, tired.Token);
            // Whoever asks and does not wait has its answer before these.
            for (var reading = 0; reading < 50; reading++)
                await Rows();
            await tired.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }
        finally
        {
            held.Set();
            await writing;
            await merge.Running;
            await merge.DisposeAsync();
        }

        Assert.Equal((50, 0), await Rows());
    }

    [Fact]
    public async Task A_merge_that_failed_is_told_once_to_the_chain_and_tried_again()
    {
        await _store.Values.Append(
            Listening(Mainnet), [.. Enumerable.Range(0, 1_000).Select(n => Value(n % 50, n, 5, n))], [], default);
        await Sql("CREATE TRIGGER broken BEFORE INSERT ON value_last BEGIN SELECT RAISE(ABORT, 'a broken disk'); END");
        await _store.Values.Finalized(Mainnet, 5, default);
        await Assert.ThrowsAsync<StorageException>(() => ((SqliteValueLog)_store.Values).Merging);
        await Sql("DROP TRIGGER broken");

        var told = await Assert.ThrowsAsync<StorageException>(() => _store.Values.Finalized(Mainnet, 5, default));

        Assert.Contains("a broken disk", told.Message, StringComparison.Ordinal);
        await ((SqliteValueLog)_store.Values).Merging;
        Assert.Equal((50, 0), await Rows());
        await _store.Values.Finalized(Mainnet, 5, default);
    }

    private Task<bool> Sql(string sql) => _store.Store.Writer.Write(
        database =>
        {
            database.Execute(sql);
            return true;
        },
        default);

    private static byte[] Body(SqliteDatabase database)
    {
        using var query = database.Prepare("SELECT body FROM value_batch");
        return query.Step() ? query.Bytes(0).ToArray() : [];
    }

    private Task<(long Merged, long New)> Rows() => _store.Store.Readers.Read(
        database => (
            database.Number("SELECT count(*) FROM value_last"),
            database.Number("SELECT sum(row_count) FROM value_batch")),
        default);
}

using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;
using Kwala.Storage.Tests.Conformance;
using Orleans;
using Orleans.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Sqlite.Connection;

/// <summary>
/// Writes that share a transaction are made to: a first write holds the writer until all of them wait.
/// </summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly SqliteFixture _store = new();
    private readonly ManualResetEventSlim _hold = new();

    public Task InitializeAsync() => _store.Start();

    public async Task DisposeAsync()
    {
        _hold.Set();
        await _store.DisposeAsync();
        _hold.Dispose();
    }

    [Fact]
    public async Task A_conflict_fails_alone_in_a_shared_transaction()
    {
        await Write(1, "stored");
        var held = await HoldWriter();
        var (good, conflict, shared, alsoGood) = (Write(2, "good"), Write(1, "conflict"), Seen(), Write(3, "good"));
        _hold.Set();
        await held;
        await Assert.ThrowsAsync<InconsistentStateException>(() => conflict);
        await Task.WhenAll(good, alsoGood);
        Assert.Equal("stored", await Read(1));
        Assert.Equal("good", await Read(2));
        Assert.Equal("good", await Read(3));
        // Between them the writer saw one row more than was committed: they shared the transaction.
        Assert.Equal((2, 1), await shared);
    }

    [Fact]
    public async Task A_write_that_the_database_refuses_fails_alone_and_whole()
    {
        await Sql(
            "CREATE TRIGGER fail BEFORE INSERT ON history WHEN NEW.key = 'boom' BEGIN SELECT RAISE(ABORT, 'no'); END");
        var held = await HoldWriter();
        var good = Write(2, "good", new CommitRows(Wallet(2), Noon, [Row(2, "fine", Noon)]));
        var bad = Write(1, "bad", new CommitRows(Wallet(1), Noon, [Row(1, "fine", Noon), Row(1, "boom", Noon)]));
        _hold.Set();
        await held;
        await good;
        var failure = await Assert.ThrowsAsync<StorageException>(() => bad);
        Assert.Equal(StorageFault.Refused, failure.Fault);
        Assert.Equal("", await Read(1));
        Assert.Equal("good", await Read(2));
        Assert.Equal([new DueEntry(Wallet(2), Noon)], (await _store.Due.Due(0, 1, Noon, 10, default)).ToArray());
        Assert.Equal(
            [Row(2, "fine", Noon)], (await _store.History.Read(new(HistoryTopic.Decision), default)).Rows.ToArray());
    }

    [Fact]
    public async Task A_write_cancelled_before_it_is_taken_is_withdrawn()
    {
        var held = await HoldWriter();
        using var cancel = new CancellationTokenSource();
        var withdrawn = _store.Grains.WriteStateAsync(
            "state", Grain(1), new GrainState<SampleState>(new SampleState { Text = "never" }), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        _hold.Set();
        await held;
        Assert.Equal("", await Read(1));
    }

    [Fact]
    public async Task A_write_cancelled_after_it_was_taken_still_tells_what_happened()
    {
        using var cancel = new CancellationTokenSource();
        var taken = await HoldWriter(cancel.Token);
        await cancel.CancelAsync();
        _hold.Set();
        Assert.Equal(1, await taken);
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        var held = await HoldWriter();
        var waiting = Enumerable.Range(0, 50).Select(n => Write(n, Name(n))).ToArray();
        var closing = _store.Close();
        _hold.Set();
        await held;
        await closing;
        await Task.WhenAll(waiting);
        await _store.Start();
        Assert.Equal(Name(49), await Read(49));
    }

    [Fact]
    public async Task A_write_after_closing_is_refused()
    {
        var writer = _store.Store.Writer;
        await _store.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.Write(_ => 0, default));
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_loses_nothing()
    {
        await using var small = new SqliteFixture { Configure = options => options.QueueMax = 2 };
        await small.Start();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => small.Grains.WriteStateAsync(
            "state", Grain(n), new GrainState<PlainState>(new PlainState { Text = Name(n) }))));
        Assert.Equal(200, await small.Store.Readers.Read(Count, default));
    }

    [Fact]
    public async Task An_unexpected_exception_fails_its_write_alone_and_keeps_nothing_of_it()
    {
        var held = await HoldWriter();
        var good = Write(1, "good");
        var bad = _store.Store.Writer.Write<int>(
            database =>
            {
                database.Execute("DELETE FROM state");
                throw new InvalidOperationException("broken");
            },
            default);
        _hold.Set();
        await held;
        await good;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal("good", await Read(1));
    }

    private async Task<Task<int>> HoldWriter(CancellationToken cancellationToken = default)
    {
        var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _store.Store.Writer.Write(
            database =>
            {
                holding.TrySetResult();
                _hold.Wait(CancellationToken.None);
                return database.Prepare("INSERT INTO meta (name, value) VALUES ('held', 1)").Run();
            },
            cancellationToken);
        await holding.Task;
        return held;
    }

    private Task<bool> Sql(string sql) => _store.Store.Writer.Write(
        database =>
        {
            database.Execute(sql);
            return true;
        },
        default);

    private Task<(long Written, long Committed)> Seen() => _store.Store.Writer.Write(
        database => (Count(database), _store.Store.Readers.Read(Count, default).GetAwaiter().GetResult()), default);

    private static long Count(SqliteDatabase database) => database.Number("SELECT count(*) FROM state");

    private Task Write(int wallet, string text, CommitRows? rows = null) => _store.Grains.WriteStateAsync(
        "state",
        Grain(wallet),
        new GrainState<SampleState>(new SampleState { Text = text, Rows = rows ?? new(Wallet(wallet), null, []) }));

    private async Task<string> Read(int wallet)
    {
        var state = new GrainState<SampleState>();
        await _store.Grains.ReadStateAsync("state", Grain(wallet), state);
        return state.State!.Text;
    }
}

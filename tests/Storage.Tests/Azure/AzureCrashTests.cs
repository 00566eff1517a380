using Kwala.Ports.Storage;
using Kwala.Storage.Tests.Conformance;
using Orleans;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Azure;

/// <summary>
/// A process that ends, or loses its way to the account, at every request of a write: before the request arrives, or with
/// its answer. Whatever comes next finds the state from before with its due row, or the new one with its due row and, once
/// it was read, its history: nothing lost, nothing doubled.
/// </summary>
public sealed class AzureCrashTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Early = Noon.AddHours(1), Late = Noon.AddHours(2), End = Noon.AddDays(1);

    private readonly AzureFixture _store = new();
    private readonly Wire _wire = new();

    // When a wallet is woken whose history a crash kept from being copied.
    private DateTimeOffset Soon => _store.Time.GetUtcNow().AddSeconds(30);

    public async Task InitializeAsync()
    {
        _store.Wire = _wire.Into;
        await _store.Start();
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_is_cut_off_anywhere_loses_nothing_and_doubles_nothing(bool losesAnswer)
    {
        var (kept, written) = (0, 0);
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            var state = await Prepared(at);
            isWhole = await TryWrite(at, losesAnswer, state, new CommitRows(Wallet(at), Late, [Row(at, "new", Noon)]));

            await _store.Reopen();
            var read = await Read(at);
            var due = Assert.Single(await DueOf(at));
            if (read.State!.Text == "before")
            {
                kept++;
                Assert.Contains(due.At, new[] { Soon, Early });
                Assert.Equal(["old"], await History(at));
            }
            else
            {
                written++;
                Assert.Equal("after", read.State.Text);
                Assert.Contains(due.At, new[] { Soon, Early, Late });
                Assert.Equal(["new", "old"], await History(at));
            }

            await WriteAgain(at, read);
        }

        // Due rows found and entered, blob, history copied, due rows removed, and once nothing was cut.
        Assert.Equal(losesAnswer ? (2, 4) : (3, 3), (kept, written));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clearing_that_is_cut_off_anywhere_loses_nothing_and_doubles_nothing(bool losesAnswer)
    {
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            var state = await Prepared(at);
            state.State!.Rows = new CommitRows(Wallet(at), null, [Row(at, "gone", Noon)]);
            isWhole = await Cut(at, losesAnswer, () => _store.Grains.ClearStateAsync("state", Grain(at), state));

            await _store.Reopen();
            var read = await Read(at);
            Assert.Equal(read.RecordExists ? ["old"] : ["gone", "old"], await History(at));
            if (read.RecordExists)
                Assert.Contains(Assert.Single(await DueOf(at)).At, new[] { Soon, Early });
            Assert.Equal(read.RecordExists ? "before" : "", read.State!.Text);

            await WriteAgain(at, read);
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_first_write_that_is_cut_off_anywhere_is_there_with_its_rows_or_not_at_all(bool losesAnswer)
    {
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            var state = new GrainState<SampleState>(new SampleState { Text = "before" });
            isWhole = await TryWrite(at, losesAnswer, state, new CommitRows(Wallet(at), Early, [Row(at, "new", Noon)]));

            await _store.Reopen();
            var read = await Read(at);
            Assert.Equal(read.RecordExists ? ["new"] : [], await History(at));
            if (read.RecordExists)
                Assert.Contains(Assert.Single(await DueOf(at)).At, new[] { Soon, Early });
            await WriteAgain(at, read);
        }
    }

    [SkippableFact]
    public async Task A_request_whose_answer_is_lost_once_is_sent_again_and_is_no_conflict()
    {
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            var state = await Prepared(at);
            _wire.Mend();
            (_wire.CutAt, _wire.WholeAt, _wire.LosesAnswer) = (at, at + 1, true);
            state.State = new SampleState { Text = "after", Rows = new(Wallet(at), Late, [Row(at, "new", Noon)]) };

            await _store.Grains.WriteStateAsync("state", Grain(at), state);

            isWhole = _wire.Sent <= at;
            _wire.Mend();
            Assert.Equal(Late, Assert.Single(await DueOf(at)).At);
            Assert.Equal(["new", "old"], await History(at));
            Assert.Equal((await Read(at)).ETag, state.ETag);
        }
    }

    [SkippableFact]
    public async Task Rows_that_could_not_be_copied_are_copied_before_another_version_takes_their_place()
    {
        var state = await Prepared(1);
        state.State!.Rows = new CommitRows(Wallet(1), Early, [Row(1, "new", Noon)]);
        await CopyIsCut(() => _store.Grains.WriteStateAsync("state", Grain(1), state));
        Assert.Equal(["old"], await History(1));

        state.State.Rows = new CommitRows(Wallet(1), Early, [Row(1, "newer", Noon)]);
        await CopyIsCut(() => _store.Grains.WriteStateAsync("state", Grain(1), state));
        Assert.Equal(["new", "old"], await History(1));

        Assert.Equal("before", (await Read(1)).State!.Text);
        Assert.Equal(["new", "newer", "old"], await History(1));
    }

    [SkippableFact]
    public async Task A_wallet_whose_rows_could_not_be_copied_is_woken_though_nothing_is_due()
    {
        var state = await Prepared(1);
        state.State!.Rows = new CommitRows(Wallet(1), null, [Row(1, "new", Noon)]);
        await CopyIsCut(() => _store.Grains.WriteStateAsync("state", Grain(1), state));
        Assert.Equal(Soon, Assert.Single(await DueOf(1)).At);

        state.State.Rows = new CommitRows(Wallet(1), null, []);
        await _store.Grains.WriteStateAsync("state", Grain(1), state);

        Assert.Equal(["new", "old"], await History(1));
        Assert.Empty(await DueOf(1));
    }

    [SkippableFact]
    public async Task A_row_that_was_copied_and_removed_since_does_not_come_back()
    {
        await Prepared(1);
        await _store.History.Remove(Wallet(1), HistoryTopic.Decision, "old", default);

        await _store.Reopen();
        await Read(1);

        Assert.Empty(await History(1));
    }

    [SkippableFact]
    public async Task Rows_that_no_transaction_holds_are_cut_off_anywhere_and_all_there_once()
    {
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            var rows = Enumerable.Range(0, 70).Select(n => Row(at, Name(n), Noon.AddTicks(n))).ToArray();
            var state = new GrainState<SampleState>(new SampleState { Text = "before" });
            isWhole = await TryWrite(at, losesAnswer: false, state, new CommitRows(Wallet(at), null, [.. rows]));

            await _store.Reopen();
            var read = await Read(at);

            Assert.Equal(read.RecordExists ? rows.Select(row => row.Key) : [], await History(at));
        }
    }

    private async Task<GrainState<SampleState>> Prepared(int wallet)
    {
        var state = new GrainState<SampleState>(new SampleState
        {
            Text = "before",
            Rows = new CommitRows(Wallet(wallet), Early, [Row(wallet, "old", Noon)]),
        });
        await _store.Grains.WriteStateAsync("state", Grain(wallet), state);
        return state;
    }

    private Task<bool> TryWrite(int at, bool losesAnswer, GrainState<SampleState> state, CommitRows rows)
    {
        state.State = new SampleState { Text = state.ETag is null ? "before" : "after", Rows = rows };
        return Cut(at, losesAnswer, () => _store.Grains.WriteStateAsync("state", Grain(at), state));
    }

    // Whether everything came through.
    private async Task<bool> Cut(int at, bool losesAnswer, Func<Task> ask)
    {
        _wire.Mend();
        (_wire.CutAt, _wire.LosesAnswer) = (at, losesAnswer);
        try
        {
            await ask();
        }
        catch (StorageException failure)
        {
            Assert.Contains(failure.Fault, new[] { StorageFault.Unreachable, StorageFault.OutcomeUnknown });
        }

        var isWhole = _wire.Sent <= at;
        _wire.Mend();
        return isWhole;
    }

    // The request after the blob's, and all that follow, until the write ends.
    private async Task CopyIsCut(Func<Task> ask)
    {
        _wire.Mend();
        _wire.CutAfterBlob = true;
        await ask();
        _wire.CutAfterBlob = false;
        _wire.Mend();
    }

    // Whoever comes next saves, and only that save's due row is left.
    private async Task WriteAgain(int wallet, GrainState<SampleState> read)
    {
        read.State!.Rows = new CommitRows(Wallet(wallet), End, []);
        await _store.Grains.WriteStateAsync("state", Grain(wallet), read);
        Assert.Equal(End, Assert.Single(await DueOf(wallet)).At);
    }

    private async Task<GrainState<SampleState>> Read(int wallet)
    {
        var state = new GrainState<SampleState>();
        await _store.Grains.ReadStateAsync("state", Grain(wallet), state);
        return state;
    }

    private async Task<DueEntry[]> DueOf(int wallet) =>
        [.. (await _store.Due.Due(0, 1, End, 1000, default)).Where(due => due.Wallet == Wallet(wallet))];

    private async Task<IEnumerable<string>> History(int wallet) =>
        (await _store.History.Read(new(HistoryTopic.Decision, Wallet(wallet), Limit: 100), default))
            .Rows.Select(row => row.Key).Order(StringComparer.Ordinal);
}

using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class GrainStorageConformance(IStorageFixture store) : StorageConformance(store)
{
    [SkippableFact]
    public async Task A_state_that_was_never_written_is_a_fresh_one()
    {
        var state = await Read(1);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State!.Text);
    }

    [SkippableFact]
    public async Task What_was_written_is_read_also_after_reopening()
    {
        var written = await Write(1, "hello", 7);
        Assert.True(written.RecordExists);
        Assert.NotNull(written.ETag);
        await Store.Reopen();
        var read = await Read(1);
        Assert.Equal(
            ("hello", 7, written.ETag, true), (read.State!.Text, read.State.Number, read.ETag, read.RecordExists));
    }

    [SkippableFact]
    public async Task Each_write_gives_another_version()
    {
        var state = await Write(1, "a");
        var first = state.ETag;
        await Store.Grains.WriteStateAsync("state", Grain(1), state);
        Assert.NotEqual(first, state.ETag);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("stale")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_write_from_another_version_conflicts_and_changes_nothing(string? etag)
    {
        var stored = await Write(1, "kept");
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => Store.Grains.WriteStateAsync(
            "state", Grain(1), new GrainState<SampleState>(new SampleState { Text = "lost" }, etag)));
        Assert.Equal((stored.ETag, etag), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.Equal("kept", (await Read(1)).State!.Text);
    }

    [SkippableFact]
    public async Task The_second_of_two_writers_of_one_version_conflicts()
    {
        await Write(1, "first");
        var (a, b) = (await Read(1), await Read(1));
        a.State!.Text = "a";
        await Store.Grains.WriteStateAsync("state", Grain(1), a);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.Grains.WriteStateAsync("state", Grain(1), b));
        Assert.Equal("a", (await Read(1)).State!.Text);
    }

    [SkippableFact]
    public async Task Clearing_removes_the_state_and_checks_the_version()
    {
        var state = await Write(1, "gone");
        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.Grains.ClearStateAsync(
            "state", Grain(1), new GrainState<SampleState>(new SampleState(), "1234")));
        await Store.Grains.ClearStateAsync("state", Grain(1), state);
        Assert.Equal((false, null, ""), (state.RecordExists, state.ETag, state.State!.Text));
        Assert.False((await Read(1)).RecordExists);
        await Store.Grains.ClearStateAsync("state", Grain(1), state);
    }

    [SkippableFact]
    public async Task A_version_of_a_cleared_state_is_never_given_again()
    {
        var old = await Write(1, "old");
        var (version, stale) = (old.ETag, new GrainState<SampleState>(new SampleState { Text = "stale" }, old.ETag));
        await Store.Grains.ClearStateAsync("state", Grain(1), old);
        await Store.Reopen();
        var renewed = await Write(1, "new");
        Assert.NotEqual(version, renewed.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Store.Grains.WriteStateAsync("state", Grain(1), stale));
    }

    [SkippableFact]
    public async Task Type_key_and_name_each_tell_states_apart()
    {
        (string Name, GrainId Id)[] places =
        [
            ("state", GrainId.Create("wallet", "a")), ("other", GrainId.Create("wallet", "a")),
            ("state", GrainId.Create("chain", "a")), ("state", GrainId.Create("wallet", "A")),
            ("state", GrainId.Create("wallet", "a\0")), ("state", GrainId.Create("wallet", "a\0b")),
            ("state", GrainId.Create("wallet", "'; DROP TABLE state; --")), ("state", GrainId.Create("wallet", "ü😀")),
            ("state", GrainId.Create("wallet", new string('k', 10_000))),
        ];
        foreach (var (name, id) in places)
            await Store.Grains.WriteStateAsync(
                name, id, new GrainState<PlainState>(new PlainState { Text = $"{name}{id}" }));
        await Store.Reopen();
        foreach (var (name, id) in places)
        {
            var read = new GrainState<PlainState>();
            await Store.Grains.ReadStateAsync(name, id, read);
            Assert.Equal($"{name}{id}", read.State!.Text);
        }
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\"'\\ </script> \u2028 😀")]
    public async Task Text_comes_back_as_it_was(string text)
    {
        await Write(1, text);
        Assert.Equal(text, (await Read(1)).State!.Text);
    }

    [SkippableFact]
    public async Task A_large_state_comes_back_whole()
    {
        var text = new string('x', 1_000_000);
        await Write(1, text);
        Assert.Equal(text, (await Read(1)).State!.Text);
    }

    [SkippableFact]
    public async Task Due_row_and_history_are_written_with_the_state()
    {
        await Write(1, "a", rows: new CommitRows(Wallet(1), Noon, [Row(1, "k", Noon)]));
        Assert.Equal([new DueEntry(Wallet(1), Noon)], (await Store.Due.Due(0, 1, Noon, 10, default)).ToArray());
        Assert.Equal(
            [Row(1, "k", Noon)], (await Store.History.Read(new(HistoryTopic.Decision), default)).Rows.ToArray());
    }

    [SkippableFact]
    public async Task A_conflict_keeps_neither_due_row_nor_history()
    {
        await Write(1, "a", rows: new CommitRows(Wallet(1), Noon, []));
        var rows = new CommitRows(Wallet(1), Noon.AddHours(1), [Row(1, "k", Noon)]);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(1, "b", rows: rows));
        Assert.Equal(
            [new DueEntry(Wallet(1), Noon)], (await Store.Due.Due(0, 1, Noon.AddDays(1), 10, default)).ToArray());
        Assert.Empty((await Store.History.Read(new(HistoryTopic.Decision), default)).Rows.ToArray());
    }

    [SkippableFact]
    public async Task Clearing_writes_its_rows_too()
    {
        var state = await Write(1, "a", rows: new CommitRows(Wallet(1), Noon, []));
        state.State!.Rows = new CommitRows(Wallet(1), null, [Row(1, "cleared", Noon)]);
        await Store.Grains.ClearStateAsync("state", Grain(1), state);
        Assert.Empty(await Store.Due.Due(0, 1, Noon.AddDays(1), 10, default));
        Assert.Single((await Store.History.Read(new(HistoryTopic.Decision), default)).Rows.ToArray());
    }

    [SkippableFact]
    public async Task Of_many_concurrent_writes_of_one_version_exactly_one_wins_and_others_are_untouched()
    {
        await Write(0, "start");
        var version = (await Read(0)).ETag;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            try
            {
                if (n % 2 == 0)
                    await Write(n + 1, Name(n));
                else
                    await Store.Grains.WriteStateAsync(
                        "state", Grain(0), new GrainState<SampleState>(new SampleState { Text = Name(n) }, version));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));
        Assert.All(outcomes.Where((_, n) => n % 2 == 0), Assert.True);
        Assert.Single(outcomes.Where((won, n) => n % 2 == 1 && won));
        Assert.Equal(Name(42), (await Read(43)).State!.Text);
    }

    [SkippableFact]
    public async Task A_type_without_a_codec_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Store.Grains.WriteStateAsync("state", Grain(1), new GrainState<Version>(new Version())));
        Assert.Contains("System.Version", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_history_row_out_of_bounds_is_refused_and_nothing_is_written()
    {
        var big = Row(1, "k", Noon) with { Body = new string('x', 132_000) };
        await Assert.ThrowsAsync<ArgumentException>(() => Write(1, "a", rows: new CommitRows(Wallet(1), null, [big])));
        Assert.False((await Read(1)).RecordExists);
    }

    protected async Task<GrainState<SampleState>> Write(
        int wallet, string text, int number = 0, CommitRows? rows = null)
    {
        var state = new GrainState<SampleState>(new SampleState
        {
            Text = text,
            Number = number,
            Rows = rows ?? new CommitRows(Wallet(wallet), null, []),
        });
        await Store.Grains.WriteStateAsync("state", Grain(wallet), state);
        return state;
    }

    protected async Task<GrainState<SampleState>> Read(int wallet)
    {
        var state = new GrainState<SampleState>();
        await Store.Grains.ReadStateAsync("state", Grain(wallet), state);
        return state;
    }
}

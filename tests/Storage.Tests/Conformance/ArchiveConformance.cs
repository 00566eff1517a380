using Kwala.Core.Numerics;
using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class ArchiveConformance(IStorageFixture store) : StorageConformance(store)
{
    [SkippableFact]
    public async Task An_empty_store_exports_nothing_and_imports_nothing()
    {
        Assert.Empty(await Export(Store));
        Assert.Equal(0, await Store.Archive.Import(Rows([]), default));
    }

    [SkippableFact]
    public async Task What_is_imported_exports_the_same_and_works_the_same()
    {
        await Fill(Store);
        var exported = await Export(Store);
        Assert.Equal(
            ["due", "final", "history", "reminder", "state", "subscriber", "touched", "value"],
            exported.Select(row => row.Table).Distinct().Order());

        await using var other = Store.Another();
        await other.Start();
        Assert.Equal(exported.Count, await other.Archive.Import(Rows(exported), default));
        var found = new GrainState<SampleState>();
        await other.Grains.ReadStateAsync("state", Grain(1), found);
        Assert.Equal("one\0", found.State!.Text);
        await other.Reopen();
        Assert.Equal(Ordered(exported), Ordered(await Export(other)));

        Assert.Equal<ValueRow>(
            await Store.Values.Last(Wallet(1), default), await other.Values.Last(Wallet(1), default));
        Assert.Equal(Value(2, 1, 5), Assert.Single(await other.Values.Last(Wallet(2), default)));
        Assert.Equal<HistoryRow>(
            (await Store.History.Read(new(HistoryTopic.Decision), default)).Rows,
            (await other.History.Read(new(HistoryTopic.Decision), default)).Rows);
        Assert.Equal<DueEntry>(
            await Store.Due.Due(0, 1, Noon, 10, default), await other.Due.Due(0, 1, Noon, 10, default));
        var all = new SubscriberQuery(",", "z", null, 10);
        Assert.Equal<SubscriberRow>(
            await Store.Subscribers.Read(all, default), await other.Subscribers.Read(all, default));
        var state = new GrainState<SampleState>();
        await other.Grains.ReadStateAsync("state", Grain(1), state);
        Assert.Equal("one\0", state.State!.Text);
        await other.Grains.WriteStateAsync("state", Grain(1), state);
    }

    [SkippableFact]
    public async Task A_store_that_holds_something_is_not_imported_into()
    {
        await Fill(Store);
        var before = await Export(Store);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Archive.Import(Rows([before[0]]), default));
        Assert.Equal(before, await Export(Store));
    }

    [SkippableTheory]
    [InlineData("state", "{}")]
    [InlineData("state", "not json")]
    [InlineData("due", """{"wallet":"0x12","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("history", """{"wallet":"0x12","topic":"Gossip","key":"k"}""")]
    [InlineData("subscriber", """{"entry":"Price","wallet":"0x00000000000000000000000000000000000a11ce"}""")]
    [InlineData("nonsense", "{}")]
    [InlineData("final", """{"chain":"eip155:1","block":1,"unknown":2}""")]
    [InlineData("due", "null")]
    public async Task A_row_that_cannot_be_read_is_named_and_the_store_stays_empty(string table, string json)
    {
        var good = new ArchivedRow("final", """{"chain":"eip155:10","block":5}""");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Archive.Import(
            Rows([.. Enumerable.Repeat(good, 1), new(table, json)]), default));
        Assert.Contains($"Row 2 of the archive ({table})", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Export(Store));
        Assert.Equal(1, await Store.Archive.Import(Rows([good]), default));
    }

    [SkippableFact]
    public async Task An_import_that_fails_late_leaves_the_store_empty()
    {
        await Fill(Store);
        var exported = await Export(Store);
        await using var other = Store.Another();
        await other.Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.Archive.Import(
            Rows([.. exported, .. Many(3_000), new("nonsense", "{}")]), default));
        Assert.Empty(await Export(other));
        Assert.Empty(await other.Values.Last(Wallet(1), default));
    }

    [SkippableFact]
    public async Task Finality_does_not_go_back()
    {
        await Store.Values.Finalized(Mainnet, 10, default);
        await Store.Values.Finalized(Mainnet, 5, default);
        Assert.Contains("\"block\":10", Assert.Single(await Export(Store)).Json, StringComparison.Ordinal);
    }

    private static IEnumerable<ArchivedRow> Many(int count) => Enumerable.Range(1000, count).Select(n =>
        new ArchivedRow("due", $$"""{"wallet":"{{Wallet(n)}}","at":"2026-01-01T00:00:00Z"}"""));

    internal static async Task Fill(IStorageFixture store)
    {
        await store.Grains.WriteStateAsync("state", Grain(1), new GrainState<SampleState>(new SampleState
        {
            Text = "one\0",
            Number = 1,
            Rows = new CommitRows(Wallet(1), Noon, [Row(1, "a", Noon), Row(1, "b", Noon, outcome: "\u2028")])
            {
                Subscriber = ["price,l,,05", "price,s"],
                Segments = [",segment,absent,0a"],
            },
        }));
        await store.Grains.WriteStateAsync(
            "other",
            GrainId.Create("chain", "eip155:1"),
            new GrainState<PlainState>(new PlainState { Text = "plain" }));
        await store.History.Append([Row(2, "dead", Noon, HistoryTopic.DeadLetter)], default);
        await store.Reminders.UpsertRow(new ReminderEntry
        {
            GrainId = GrainId.Create("bucket", "1"),
            ReminderName = "wake",
            StartAt = Noon.UtcDateTime.AddTicks(1),
            Period = TimeSpan.FromMinutes(1),
        });
        await store.Values.Append(Listening(Mainnet), [Value(1, Rational.Of(1, 3), 5), Value(2, 1, 5)], [], default);
        await store.Values.Finalized(Mainnet, 10, default);
        await store.MergeValues(Mainnet, 10);
        await store.Values.Append(
            Listening(Mainnet), [Value(1, Rational.PositiveInfinity, 20), Value(1, 7, 21)], [new(Block(20), Wallet(1))], default);
    }

    internal static async Task<List<ArchivedRow>> Export(IStorageFixture store)
    {
        var rows = new List<ArchivedRow>();
        await foreach (var row in store.Archive.Export(default))
            rows.Add(row);
        return rows;
    }

    internal static IEnumerable<ArchivedRow> Ordered(IEnumerable<ArchivedRow> rows) =>
        rows.OrderBy(row => row.Table, StringComparer.Ordinal).ThenBy(row => row.Json, StringComparer.Ordinal);

    internal static async IAsyncEnumerable<ArchivedRow> Rows(IEnumerable<ArchivedRow> rows)
    {
        await Task.Yield();
        foreach (var row in rows)
            yield return row;
    }
}

using System.Collections.Immutable;
using Kwala.Ports.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class HistoryConformance(IStorageFixture store) : StorageConformance(store)
{
    [SkippableFact]
    public async Task Rows_come_newest_first_and_as_they_were()
    {
        ImmutableArray<HistoryRow> rows =
        [
            Row(1, "a", Noon), Row(1, "c", Noon.AddTicks(2)), Row(2, "b'\0\"", Noon.AddTicks(1), kind: "", outcome: ""),
        ];
        await Store.History.Append(rows, default);
        await Store.Reopen();
        Assert.Equal([rows[1], rows[2], rows[0]], await Rows(new(HistoryTopic.Decision)));
    }

    [SkippableFact]
    public async Task A_row_whose_key_is_there_is_left_as_it_is()
    {
        await Store.History.Append([Row(1, "k", Noon)], default);
        await Store.History.Append([Row(1, "k", Noon.AddHours(1), outcome: "changed"), Row(1, "new", Noon)], default);
        var rows = await Rows(new(HistoryTopic.Decision));
        Assert.Equal(2, rows.Length);
        Assert.Contains(Row(1, "k", Noon), rows);
    }

    [SkippableFact]
    public async Task Wallet_and_topic_tell_equal_keys_apart()
    {
        await Store.History.Append(
            [Row(1, "k", Noon), Row(2, "k", Noon), Row(1, "k", Noon, HistoryTopic.Inbox)], default);
        Assert.Equal(2, (await Rows(new(HistoryTopic.Decision))).Length);
        Assert.Single(await Rows(new(HistoryTopic.Decision, Wallet(1))));
        Assert.Single(await Rows(new(HistoryTopic.Inbox)));
        Assert.Empty(await Rows(new(HistoryTopic.DeadLetter)));
    }

    [SkippableFact]
    public async Task Rows_are_found_by_how_their_key_begins_the_highest_first()
    {
        await Store.History.Append(
            [
                .. "bac".Select(letter => Row(1, $"one-{letter}", Noon)), Row(1, "one", Noon), Row(1, "ona-z", Noon),
                Row(1, "one.", Noon), Row(2, "one-d", Noon), Row(1, "one-e", Noon, HistoryTopic.Inbox),
            ],
            default);

        Assert.Equal(["one-c", "one-b", "one-a"], await Keys("one-", null, 10));
        Assert.Equal(["one-c", "one-b"], await Keys("one-", null, 2));
        Assert.Equal(["one-a"], await Keys("one-", "one-b", 2));
        Assert.Equal(["one"], await Keys("one", "one\u0001", 1));
        Assert.Empty(await Keys("two", null, 10));

        async Task<IEnumerable<string>> Keys(string prefix, string? below, int limit)
        {
            var keys = new HistoryKeys(Wallet(1), HistoryTopic.Decision, prefix, below, limit);
            return (await Store.History.ReadKeys(keys, default)).Select(row => row.Key);
        }
    }

    [SkippableTheory]
    [InlineData(null, null, 0, 9, "9876543210")]
    [InlineData("even", null, 0, 9, "86420")]
    [InlineData(null, "third", 0, 9, "9630")]
    [InlineData("even", "third", 0, 9, "60")]
    [InlineData(null, null, 3, 9, "9876543")]
    [InlineData(null, null, 3, 5, "543")]
    [InlineData("even", null, 3, 5, "4")]
    [InlineData("none", null, 0, 9, "")]
    public async Task Filters_combine(string? kind, string? outcome, int from, int last, string keys)
    {
        await Store.History.Append(
            [.. Enumerable.Range(0, 10).Select(n => Row(
                1, $"{n}", Noon.AddMinutes(n), kind: n % 2 == 0 ? "even" : "odd",
                outcome: n % 3 == 0 ? "third" : "other"))],
            default);
        var query = new HistoryQuery(
            HistoryTopic.Decision, Wallet(1), kind, outcome, Noon.AddMinutes(from), Noon.AddMinutes(last + 1));
        Assert.Equal(keys, string.Concat((await Rows(query)).Select(row => row.Key)));
    }

    [SkippableFact]
    public async Task Pages_neither_repeat_nor_skip_while_rows_come()
    {
        // Pairs at one instant, so that the instant alone does not tell where a page ended.
        await Store.History.Append(
            [.. Enumerable.Range(0, 25).Select(n => Row(1, Name(n), Noon.AddMinutes(n / 2)))], default);
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await Store.History.Read(
                new(HistoryTopic.Decision, Wallet(1), Limit: 4, Cursor: cursor), default);
            seen.AddRange(page.Rows.Select(row => row.Key));
            cursor = page.Next;
            await Store.History.Append([Row(1, $"late{seen.Count}", Noon.AddDays(1))], default);
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(Name), seen);
    }

    [SkippableFact]
    public async Task A_page_that_ends_with_the_last_row_has_no_next()
    {
        await Store.History.Append([Row(1, "a", Noon), Row(1, "b", Noon)], default);
        Assert.Null((await Store.History.Read(new(HistoryTopic.Decision, Limit: 2), default)).Next);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData("1.-2")]
    [InlineData("' OR 1=1 --")]
    [InlineData("99999999999999999999.1")]
    public async Task A_foreign_cursor_is_refused(string cursor) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Store.History.Read(new(HistoryTopic.Decision, Cursor: cursor), default));

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(501)]
    public async Task A_limit_out_of_bounds_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Store.History.Read(new(HistoryTopic.Decision, Limit: limit), default));

    [SkippableTheory]
    [InlineData(0, 10, false)]
    [InlineData(1, 10, true)]
    [InlineData(200, 10, true)]
    [InlineData(201, 10, false)]
    [InlineData(1, 131_072, true)]
    [InlineData(1, 131_073, false)]
    public async Task Keys_and_bodies_are_bounded(int keyLength, int bodyLength, bool accepted)
    {
        var row = Row(1, new string('k', keyLength), Noon) with { Body = new string('b', bodyLength) };
        var append = () => Store.History.Append([row], default);
        if (accepted)
            await append();
        else
            await Assert.ThrowsAsync<ArgumentException>(append);
        Assert.Equal(accepted ? 1 : 0, (await Rows(new(HistoryTopic.Decision))).Length);
    }

    [SkippableFact]
    public async Task Removing_takes_one_row_and_nothing_where_there_is_none()
    {
        await Store.History.Append(
            [Row(1, "a", Noon), Row(1, "b", Noon), Row(2, "a", Noon), Row(1, "a", Noon, HistoryTopic.DeadLetter)], default);
        await Store.History.Remove(Wallet(1), HistoryTopic.Decision, "a", default);
        await Store.History.Remove(Wallet(1), HistoryTopic.Decision, "never", default);
        Assert.Equal(
            new[] { (Wallet(1), "b"), (Wallet(2), "a") }.Order(),
            (await Rows(new(HistoryTopic.Decision))).Select(row => (row.Wallet, row.Key)).Order());
        Assert.Single(await Rows(new(HistoryTopic.DeadLetter)));
    }

    [SkippableFact]
    public async Task Rows_older_than_the_retention_are_dropped_and_others_stay()
    {
        var now = Store.Time.GetUtcNow();
        await Store.History.Append(
            [.. Enumerable.Range(0, 1_200).Select(n => Row(1, Name(n), now)), Row(1, "young", now.AddTicks(1))],
            default);
        Store.Time.Advance(TimeSpan.FromDays(90));
        await Store.DropOldHistory();
        Assert.Equal(500, (await Rows(new(HistoryTopic.Decision, Limit: 500))).Length);
        Store.Time.Advance(TimeSpan.FromTicks(1));
        await Store.DropOldHistory();
        Assert.Equal("young", Assert.Single(await Rows(new(HistoryTopic.Decision))).Key);
    }

    [SkippableFact]
    public async Task The_preferences_in_force_at_the_end_of_the_retention_stay()
    {
        var now = Store.Time.GetUtcNow();
        await Store.History.Append(
            [
                Row(1, "first", now, HistoryTopic.Preferences),
                Row(1, "in force", now.AddDays(1), HistoryTopic.Preferences),
                Row(1, "later", now.AddDays(50), HistoryTopic.Preferences),
                Row(2, "only", now, HistoryTopic.Preferences),
            ],
            default);
        Store.Time.Advance(TimeSpan.FromDays(120));
        await Store.DropOldHistory();
        Assert.Equal(
            ["later", "in force", "only"], (await Rows(new(HistoryTopic.Preferences))).Select(row => row.Key));
    }

    private async Task<HistoryRow[]> Rows(HistoryQuery query) => [.. (await Store.History.Read(query, default)).Rows];
}

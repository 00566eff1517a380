using System.Collections.Immutable;
using Kwala.Ports.Storage;
using Orleans;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class SubscriberIndexConformance(IStorageFixture store) : StorageConformance(store)
{
    [SkippableFact]
    public async Task Entries_come_in_order_and_those_of_one_text_by_wallet()
    {
        await Subscribe(3, "price,l,,05", "price,s");
        await Subscribe(1, "price,l,,07", "price,s");
        await Subscribe(2, "price,l,,05", "price,s");
        await Subscribe(4, "price-move,l,,05", "prices,l,,05");
        Assert.Equal(
            [Row("price,l,,05", 2), Row("price,l,,05", 3), Row("price,l,,07", 1)],
            await Read("price,l,,00", "price,l,,ff"));
        Assert.Equal([Row("price,l,,07", 1)], await Read("price,l,,06", "price,l,,07"));
        Assert.Equal([Row("price,s", 1), Row("price,s", 2), Row("price,s", 3)], await Read("price,s", "price,s"));
        Assert.Empty(await Read("price,l,,08", "price,l,,ff"));
        Assert.Empty(await Read("price,l,,07", "price,l,,05"));
    }

    [SkippableFact]
    public async Task A_page_goes_on_where_the_one_before_ended()
    {
        for (var n = 1; n <= 7; n++)
            await Subscribe(n, "price,s");
        var first = await Store.Subscribers.Read(new SubscriberQuery("price,s", "price,s", null, 3), default);
        var second = await Store.Subscribers.Read(new SubscriberQuery("price,s", "price,s", first[^1], 3), default);
        var third = await Store.Subscribers.Read(new SubscriberQuery("price,s", "price,s", second[^1], 3), default);
        Assert.Equal(
            Enumerable.Range(1, 7).Select(n => Wallet(n)).Order(),
            first.Concat(second).Concat(third).Select(row => row.Wallet));
    }

    [SkippableFact]
    public async Task A_wallets_entries_take_the_place_of_all_before_and_go_with_none()
    {
        var state = await Subscribe(1, "price,l,,05", "price,l,,06", "price,s");
        await Subscribe(2, "price,l,,06");
        await Write(1, state, ["price,l,,07", "price,s"]);
        await Write(1, state, null);
        await Store.Reopen();
        Assert.Equal(
            [Row("price,l,,06", 2), Row("price,l,,07", 1), Row("price,s", 1)], await Read("price,", "price,z"));
        await Write(1, state, []);
        Assert.Equal([Row("price,l,,06", 2)], await Read("price,", "price,z"));
    }

    [SkippableFact]
    public async Task Entries_of_segments_and_the_others_are_written_without_each_other()
    {
        var state = await Subscribe(1, "price,l,,05", "price,s");
        await PutSegments(1, state, [",segment,absent,0a", ",segment,busy,0b"]);
        await PutSegments(2, new GrainState<SampleState>(new SampleState()), [",segment,absent,0a"]);
        await Write(1, state, ["price,q"]);
        await PutSegments(1, state, null);
        await Store.Reopen();
        Assert.Equal(
            [
                Row(",segment,absent,0a", 1), Row(",segment,absent,0a", 2), Row(",segment,busy,0b", 1), Row("price,q", 1),
            ],
            await Read(",", "price,z"));
        await PutSegments(1, state, [",segment,absent,0c"]);
        Assert.Equal(
            [Row(",segment,absent,0a", 2), Row(",segment,absent,0c", 1), Row("price,q", 1)], await Read(",", "price,z"));
        state.State!.Rows = Rows(1, []) with { Segments = [",segment,busy,0b"] };
        await Store.Grains.WriteStateAsync("state", Grain(1), state);
        Assert.Equal([Row(",segment,absent,0a", 2), Row(",segment,busy,0b", 1)], await Read(",", "price,z"));
    }

    [SkippableFact]
    public async Task Wallets_of_an_entry_are_counted_and_those_of_others_are_not()
    {
        for (var n = 1; n <= 7; n++)
            await PutSegments(n, new GrainState<SampleState>(new SampleState()), [n < 3 ? ",segment,absent,0a" : ",segment,absent,0b"]);
        await PutSegments(8, new GrainState<SampleState>(new SampleState()), [",segment,absent,0bb", ",segment,absent-2,0b"]);
        Assert.Equal(2, await Store.Subscribers.Count(",segment,absent,0a", default));
        Assert.Equal(5, await Store.Subscribers.Count(",segment,absent,0b", default));
        Assert.Equal(0, await Store.Subscribers.Count(",segment,absent,", default));
    }

    [SkippableFact]
    public async Task An_entry_of_the_other_part_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Subscribe(1, ",segment,absent,0a"));
        await Assert.ThrowsAsync<ArgumentException>(
            () => PutSegments(2, new GrainState<SampleState>(new SampleState()), ["price,s"]));
    }

    [SkippableFact]
    public async Task A_write_that_conflicts_changes_no_entry()
    {
        await Subscribe(1, "price,s");
        var rows = Rows(1, ["price,q"]) with { Segments = [",segment,absent,0a"] };
        var other = new GrainState<SampleState>(new SampleState { Rows = rows });
        await Assert.ThrowsAnyAsync<Exception>(() => Store.Grains.WriteStateAsync("state", Grain(1), other));
        Assert.Equal([Row("price,s", 1)], await Read(",", "price,z"));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("Price,s")]
    [InlineData("price/s")]
    public async Task An_entry_out_of_bounds_is_refused(string entry) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Subscribe(1, entry));

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_page_out_of_bounds_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Store.Subscribers.Read(new SubscriberQuery("a", "b", null, limit), default));

    private static CommitRows Rows(int wallet, ImmutableSortedSet<string>? entries) =>
        new(Wallet(wallet), null, []) { Subscriber = entries };

    private static SubscriberRow Row(string entry, int wallet) => new(entry, Wallet(wallet));

    private async Task<IEnumerable<SubscriberRow>> Read(string from, string through) =>
        await Store.Subscribers.Read(new SubscriberQuery(from, through, null, 1000), default);

    private async Task<GrainState<SampleState>> Subscribe(int wallet, params string[] entries)
    {
        var state = new GrainState<SampleState>(new SampleState());
        await Write(wallet, state, [.. entries]);
        return state;
    }

    private async Task PutSegments(int wallet, GrainState<SampleState> state, ImmutableSortedSet<string>? segments)
    {
        state.State!.Rows = Rows(wallet, null) with { Segments = segments };
        await Store.Grains.WriteStateAsync("state", Grain(wallet), state);
    }

    private async Task Write(int wallet, GrainState<SampleState> state, ImmutableSortedSet<string>? entries)
    {
        state.State!.Rows = Rows(wallet, entries);
        await Store.Grains.WriteStateAsync("state", Grain(wallet), state);
    }
}

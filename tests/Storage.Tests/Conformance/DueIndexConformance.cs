using Kwala.Ports.Storage;
using Orleans;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class DueIndexConformance(IStorageFixture store) : StorageConformance(store)
{
    [SkippableFact]
    public async Task The_longest_due_comes_first_and_what_is_not_due_does_not_come()
    {
        await SetDue(1, Noon.AddMinutes(3));
        await SetDue(2, Noon.AddMinutes(1));
        await SetDue(3, Noon.AddMinutes(2));
        await SetDue(4, Noon.AddMinutes(3).AddTicks(1));
        var due = await Store.Due.Due(0, 1, Noon.AddMinutes(3), 10, default);
        Assert.Equal([Wallet(2), Wallet(3), Wallet(1)], due.Select(entry => entry.Wallet));
        Assert.Equal(Noon.AddMinutes(1), due[0].At);
    }

    [SkippableFact]
    public async Task A_limit_cuts_the_latest()
    {
        for (var n = 0; n < 5; n++)
            await SetDue(n, Noon.AddMinutes(n));
        var due = await Store.Due.Due(0, 1, Noon.AddDays(1), 2, default);
        Assert.Equal([Wallet(0), Wallet(1)], due.Select(entry => entry.Wallet));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(256)]
    public async Task The_shards_divide_the_wallets_by_their_last_byte(int shards)
    {
        for (var n = 0; n < 256; n += 5)
            await SetDue(n, Noon);
        var all = new List<DueEntry>();
        for (var shard = 0; shard < shards; shard++)
        {
            var due = await Store.Due.Due(shard, shards, Noon, 1000, default);
            Assert.All(due, entry => Assert.Equal(shard, LastByte(entry.Wallet) % shards));
            all.AddRange(due);
        }

        Assert.Equal(52, all.Distinct().Count());
        Assert.Equal(52, all.Count);
    }

    [SkippableFact]
    public async Task The_last_write_says_when_and_null_removes()
    {
        var state = await SetDue(1, Noon.AddHours(5));
        await SetDue(1, Noon, state);
        Assert.Equal(
            [new DueEntry(Wallet(1), Noon)], (await Store.Due.Due(0, 1, Noon.AddDays(1), 10, default)).ToArray());
        await Store.Reopen();
        await SetDue(1, null, state);
        Assert.Empty(await Store.Due.Due(0, 1, Noon.AddDays(1), 10, default));
    }

    [SkippableTheory]
    [InlineData(-1, 1, 10)]
    [InlineData(1, 1, 10)]
    [InlineData(0, 0, 10)]
    [InlineData(0, 257, 10)]
    [InlineData(0, 1, 0)]
    public async Task Arguments_out_of_bounds_are_refused(int shard, int shards, int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.Due.Due(shard, shards, Noon, limit, default));

    private static int LastByte(Core.Evm.Address wallet) => Convert.FromHexString(wallet.ToString()[2..])[^1];

    private async Task<GrainState<SampleState>> SetDue(
        int wallet, DateTimeOffset? at, GrainState<SampleState>? state = null)
    {
        state ??= new GrainState<SampleState>(new SampleState());
        state.State!.Rows = new CommitRows(Wallet(wallet), at, []);
        await Store.Grains.WriteStateAsync("state", Grain(wallet), state);
        return state;
    }
}

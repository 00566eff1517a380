using System.Globalization;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Due;

/// <summary>How old what is due has become. The test's shard is no other's.</summary>
public sealed class DueGaugesTests
{
    private const int Shard = 213;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(9);

    private readonly House _house = new();

    private static string[] Age => Gauges.Read($" shard={Shard}");

    [Fact]
    public async Task Wallet_that_nobody_can_wake_grows_old_until_its_row_is_gone()
    {
        var wallet = House.AddressOf(Shard);
        await using var process = await _house.Start(
            null, ("Kwala:Grains:Shards", "256"), ("Kwala:Grains:DueInterval", Tick.ToString()));
        _house.Store.Commit(new CommitRows(wallet, _house.Time.GetUtcNow(), []));
        await process.Client.GetGrain<IDueBucketGrain>(Shard.ToString(CultureInfo.InvariantCulture)).Keep();
        await _house.Time.WhenArmed(Tick);

        _house.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["kwala.outbox.age 5"], Age);

        _house.Store.Commit(new CommitRows(wallet, null, []));
        _house.Time.Advance(TimeSpan.FromSeconds(4));
        await _house.Time.WhenArmed(Tick);
        Assert.Equal(["kwala.outbox.age 0"], Age);
    }
}

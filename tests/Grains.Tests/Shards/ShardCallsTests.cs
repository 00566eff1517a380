using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Shards;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Orleans;

namespace Kwala.Grains.Tests.Shards;

/// <summary>Wallets are told through the shards that they are in.</summary>
public sealed class ShardCallsTests
{
    private const int Shards = 4;

    private readonly House _house = new();

    private static ImmutableArray<Address> Wallets(int count) =>
        [.. Enumerable.Range(1, count).Select(it => House.AddressOf((uint)it))];

    [Fact]
    public async Task Each_shard_is_called_once_however_many_wallets_it_has()
    {
        await using var process = await _house.Start();
        var (calls, wallets) = (new ShardCalls(process.Client, Shards), Wallets(40));
        var told = new List<(string Shard, ImmutableArray<Address> Wallets)>();

        var untold = await calls.Each(wallets, [.. Enumerable.Range(0, 40)], (shard, some, places) =>
        {
            Assert.Equal(some, places.Select(place => wallets[place]));
            told.Add((shard.GetPrimaryKeyString(), some));
            return Task.FromResult<ImmutableArray<UntoldWallet>>([]);
        });

        Assert.Empty(untold);
        Assert.Equal(["0", "1", "2", "3"], told.Select(it => it.Shard).Order());
        Assert.Equal(wallets.Order(), told.SelectMany(it => it.Wallets).Order());
        Assert.All(told, it => Assert.All(
            it.Wallets, wallet => Assert.Equal(it.Shard, $"{WalletShards.Of(wallet, Shards)}")));
    }

    [Fact]
    public async Task Shard_that_gives_no_answer_leaves_all_of_its_wallets_untold_and_no_others()
    {
        await using var process = await _house.Start();
        var (calls, wallets) = (new ShardCalls(process.Client, Shards), Wallets(8));

        var untold = await calls.Each(wallets, [.. Enumerable.Range(0, 8)], (shard, _, _) =>
            shard.GetPrimaryKeyString() == "2"
                ? Task.FromException<ImmutableArray<UntoldWallet>>(new TimeoutException("It is gone."))
                : Task.FromResult<ImmutableArray<UntoldWallet>>([]));

        Assert.Equal([wallets[1], wallets[5]], untold.Select(it => wallets[it.Place]));
        Assert.All(untold, it => Assert.Equal("It is gone.", it.Reason));
    }

    [Fact]
    public async Task Wallet_that_could_not_take_it_is_named_by_its_place_and_the_others_have_it()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:Shards", $"{Shards}"));
        var broken = House.AddressOf(7);
        _house.Storage.BeforeWrite = (state, key) => state == "wallet" && key == broken.ToString()
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        var (calls, wallets) = (new ShardCalls(process.Client, Shards), Wallets(9));

        var untold = await calls.Each(wallets, [.. Enumerable.Range(0, 9)], (shard, some, _) =>
            shard.Observe(some, [.. some.Select(_ => _house.Batch("1.2"))]));

        var one = Assert.Single(untold);
        Assert.Equal(broken, wallets[one.Place]);
        Assert.Contains("There is no room.", one.Reason, StringComparison.Ordinal);
        Assert.Equal(8, _house.Outcomes(HistoryTopic.Decision).Count(it => it == "notify"));
    }

    [Fact]
    public async Task Key_that_is_no_shard_is_refused()
    {
        await using var process = await _house.Start();

        await Assert.ThrowsAnyAsync<Exception>(
            () => process.Client.GetGrain<IWalletShardGrain>("first").Observe([], []));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Orleans;

namespace Kwala.Grains.Shards;

/// <summary>Tells wallets of one shard something.</summary>
/// <param name="shard">Theirs.</param>
/// <param name="wallets">Whom.</param>
/// <param name="places">Their places among all of those that are told.</param>
internal delegate Task<ImmutableArray<UntoldWallet>> TellShard(
    IWalletShardGrain shard, ImmutableArray<Address> wallets, ImmutableArray<int> places);

/// <summary>Tells many wallets through their shards: one call for each shard, however many wallets it has.</summary>
/// <param name="grains">Where the shards are.</param>
/// <param name="shards">How many there are.</param>
internal sealed class ShardCalls(IGrainFactory grains, int shards)
{
    /// <summary>Tells those of the wallets that stand at these places. The answer is who was not told.</summary>
    public async Task<ImmutableArray<UntoldWallet>> Each(
        ImmutableArray<Address> wallets, ImmutableArray<int> places, TellShard tell)
    {
        var parts = new ImmutableArray<int>.Builder?[shards];
        foreach (var place in places)
            (parts[WalletShards.Of(wallets[place], shards)] ??= ImmutableArray.CreateBuilder<int>()).Add(place);
        var answers = new List<Task<ImmutableArray<UntoldWallet>>>();
        for (var shard = 0; shard < shards; shard++)
            if (parts[shard] is { } part)
                answers.Add(One(shard, wallets, part.DrainToImmutable(), tell));
        return [.. (await Task.WhenAll(answers)).SelectMany(it => it)];
    }

    // A shard that gave no answer may have told some of its wallets, or all: they are told again.
    private async Task<ImmutableArray<UntoldWallet>> One(
        int shard, ImmutableArray<Address> wallets, ImmutableArray<int> places, TellShard tell)
    {
        try
        {
            GrainsInstruments.ShardCalled();
            var grain = grains.GetGrain<IWalletShardGrain>(shard.ToString(CultureInfo.InvariantCulture));
            var untold = await tell(grain, [.. places.Select(place => wallets[place])], places);
            return [.. untold.Select(it => it with { Place = places[it.Place] })];
        }
        catch (Exception failure)
        {
            return [.. places.Select(place => new UntoldWallet { Place = place, Reason = failure.Message })];
        }
    }
}

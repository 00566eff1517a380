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
        var answers = new List<(ImmutableArray<int> Places, Task<ImmutableArray<UntoldWallet>> Answer)>();
        for (var shard = 0; shard < shards; shard++)
            if (parts[shard]?.DrainToImmutable() is { } part)
                answers.Add((part, One(shard, wallets, part, tell)));
        await ((Task)Task.WhenAll(answers.Select(it => it.Answer))).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return [.. answers.SelectMany(it => Untold(it.Places, it.Answer))];
    }

    // Awaited here: the answers are gathered in the caller's turns, and not where a call happens to end.
    private async Task<ImmutableArray<UntoldWallet>> One(
        int shard, ImmutableArray<Address> wallets, ImmutableArray<int> places, TellShard tell)
    {
        GrainsInstruments.ShardCalled();
        var grain = grains.GetGrain<IWalletShardGrain>(shard.ToString(CultureInfo.InvariantCulture));
        return await tell(grain, [.. places.Select(place => wallets[place])], places);
    }

    // A shard that gave no answer may have told some of its wallets, or all: they are told again.
    private static IEnumerable<UntoldWallet> Untold(
        ImmutableArray<int> places, Task<ImmutableArray<UntoldWallet>> answer) =>
        answer.IsCompletedSuccessfully
            ? answer.Result.Select(it => it with { Place = places[it.Place] })
            : places.Select(place => new UntoldWallet
            {
                Place = place,
                Reason = answer.Exception?.GetBaseException().Message ?? "The call was cancelled.",
            });
}

using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Grains;
using Kwala.Grains.Interfaces;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>Places wallets, and the grains that tell and wake them, where their shard belongs.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ShardPlacement")]
internal sealed class ShardPlacement : PlacementStrategy;

/// <summary>Chooses the silo.</summary>
internal sealed class ShardPlacementDirector(ShardMap map, IOptions<GrainsOptions> options) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(map.HomeOf(ShardOf(target.GrainIdentity.Key.ToString()!), silos));
    }

    // What is no key of such a grain is refused by the grain itself, wherever that is.
    private int ShardOf(string key) =>
        Address.TryParse(key, out var wallet) ? WalletShards.Of(wallet, options.Value.Shards)
        : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && shard < options.Value.Shards ? shard
        : 0;
}

/// <summary>Says which grains are placed so. Grains themselves know of no placement.</summary>
internal sealed class ShardPlacementProperties : IGrainPropertiesProvider
{
    private static readonly Type[] Placed = [typeof(IWalletGrain), typeof(IWalletShardGrain), typeof(IDueBucketGrain)];

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (Placed.Any(it => it.IsAssignableFrom(grainClass)))
            properties[WellKnownGrainTypeProperties.PlacementStrategy] = nameof(ShardPlacement);
    }
}

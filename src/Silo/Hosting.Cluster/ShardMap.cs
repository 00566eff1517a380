using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Shards;
using Kwala.Grains;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Shards;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>Which silo each shard belongs on, among the silos that this one knows to be active.</summary>
internal sealed class ShardMap(
    ISiloStatusOracle silos, ILocalSiloDetails here, TimeProvider time, IOptions<GrainsOptions> options) : IShardHomes
{
    // The silos change seldom, and every call of a wallet asks.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Assigned _known = Assigned.Nothing;

    public bool IsHere(Address wallet) => IsHere(WalletShards.Of(wallet, options.Value.Shards));

    public bool IsHere(int shard)
    {
        var known = _known;
        if (time.GetElapsedTime(known.Since) > Fresh || known.Homes.IsEmpty)
            _known = known = known.Among(Active(), options.Value.Shards) with { Since = time.GetTimestamp() };
        // A silo that is not active yet, or any more, keeps what it has.
        return !known.Silos.Contains(here.SiloAddress)
            || shard >= known.Homes.Length
            || known.Homes[shard].Equals(here.SiloAddress);
    }

    public void Move(IGrainBase grain, object? stored = null)
    {
        // Between two saves a wallet's persistent state holds nothing that could go along.
        if (stored is IGrainMigrationParticipant state)
            grain.GrainContext.ObservableLifecycle.RemoveMigrationParticipant(state);
        grain.MigrateOnIdle();
    }

    /// <summary>Where a shard belongs among these silos.</summary>
    public SiloAddress HomeOf(int shard, SiloAddress[] among) =>
        _known.Among(Ordered(among), options.Value.Shards).Homes[shard];

    private ImmutableArray<SiloAddress> Active() =>
        Ordered(silos.GetApproximateSiloStatuses(onlyActive: true).Keys);

    private static ImmutableArray<SiloAddress> Ordered(IEnumerable<SiloAddress> silos) => [.. silos.Order()];

    private sealed record Assigned(ImmutableArray<SiloAddress> Silos, ImmutableArray<SiloAddress> Homes, long Since)
    {
        public static readonly Assigned Nothing = new([], [], 0);

        public Assigned Among(ImmutableArray<SiloAddress> silos, int shards)
        {
            if (silos.IsEmpty || (Homes.Length == shards && silos.SequenceEqual(Silos)))
                return this;
            var ids = silos.Select(silo => (ulong)(uint)silo.GetConsistentHashCode()).ToImmutableArray();
            return this with
            {
                Silos = silos,
                Homes = [.. ShardAssignment.Of(shards, ids).Select(place => silos[place])],
            };
        }
    }
}

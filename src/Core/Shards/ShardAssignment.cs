using System.Collections.Immutable;

namespace Kwala.Core.Shards;

/// <summary>
/// Which silo each shard belongs on: evenly, and so that few shards move when a silo comes or goes. Rendezvous hashing
/// (Thaler and Ravishankar, 1998): each shard prefers silos in an order of its own, and takes the first that has not
/// its full share yet.
/// </summary>
public static class ShardAssignment
{
    /// <summary>The silo of each shard, by its place among the silos.</summary>
    /// <param name="shards">How many shards; at least 1.</param>
    /// <param name="silos">What tells the silos apart, in any order that all agree on; not empty.</param>
    public static ImmutableArray<int> Of(int shards, ImmutableArray<ulong> silos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfZero(silos.Length);
        var share = (shards + silos.Length - 1) / silos.Length;
        var taken = new int[silos.Length];
        var assigned = ImmutableArray.CreateBuilder<int>(shards);
        for (var shard = 0; shard < shards; shard++)
        {
            var best = -1;
            for (var silo = 0; silo < silos.Length; silo++)
                if (taken[silo] < share
                    && (best < 0 || Score(shard, silos[silo]) > Score(shard, silos[best])))
                    best = silo;
            taken[best]++;
            assigned.Add(best);
        }

        return assigned.MoveToImmutable();
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) spreads what differs by one bit over all of them.
    private static ulong Score(int shard, ulong silo)
    {
        unchecked
        {
            var mixed = silo + ((ulong)(shard + 1) * 0x9E3779B97F4A7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}

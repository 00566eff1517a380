using Kwala.Core.Evm;
using Orleans;

namespace Kwala.Grains.Shards;

/// <summary>
/// Where the shards of wallets belong, as far as this silo knows: what is elsewhere than it belongs moves there between
/// two calls.
/// </summary>
public interface IShardHomes
{
    /// <summary>Whether this shard belongs on this silo.</summary>
    bool IsHere(int shard);

    /// <summary>Whether this wallet does.</summary>
    bool IsHere(Address wallet);

    /// <summary>
    /// Has an activation go where it belongs once it is idle. To end it is not enough: other silos remember where it
    /// stood, and would have it begin there again.
    /// </summary>
    /// <param name="grain">The activation.</param>
    /// <param name="stored">Its persistent state, which is read anew there; null where it has none.</param>
    void Move(IGrainBase grain, object? stored = null);
}

/// <summary>One silo: everything belongs here.</summary>
internal sealed class OneHome : IShardHomes
{
    public bool IsHere(int shard) => true;

    public bool IsHere(Address wallet) => true;

    public void Move(IGrainBase grain, object? stored = null)
    {
    }
}

using Kwala.Core.Evm;

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
}

/// <summary>One silo: everything belongs here.</summary>
internal sealed class OneHome : IShardHomes
{
    public bool IsHere(int shard) => true;

    public bool IsHere(Address wallet) => true;
}

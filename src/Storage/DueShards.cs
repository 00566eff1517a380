namespace Kwala.Storage;

/// <summary>Which part of the due index a reader asks for: wallets by their last byte.</summary>
internal static class DueShards
{
    /// <summary>As many shards as a byte tells apart.</summary>
    public const int Max = 256;

    /// <summary>Refuses what is no shard.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none, or the limit is below one.</exception>
    public static void Check(int shard, int shards, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, Max);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, shards);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
    }
}

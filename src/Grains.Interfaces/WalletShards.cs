using Kwala.Core.Evm;

namespace Kwala.Grains.Interfaces;

/// <summary>Which shard a wallet belongs to: the same for those who tell it and for those who wake it.</summary>
public static class WalletShards
{
    /// <summary>As many shards as there may be: a byte tells them apart.</summary>
    public const int Max = 256;

    /// <summary>The shard of a wallet, by the last byte of its address.</summary>
    /// <param name="wallet">Whose.</param>
    /// <param name="shards">How many there are; 1 to <see cref="Max"/>.</param>
    public static int Of(Address wallet, int shards)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes[^1] % shards;
    }
}

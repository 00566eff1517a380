using Kwala.Core.Evm;

namespace Kwala.Bench.Chain;

/// <summary>Wallets by number, spread as real addresses are, the same in every run.</summary>
internal static class Owners
{
    public static Address Of(int number)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash(BitConverter.GetBytes(number)).CopyTo(hash);
        return Address.FromBytes(hash[..Address.Size]);
    }
}

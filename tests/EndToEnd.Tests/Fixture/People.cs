using Kwala.Core.Evm;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>Wallets by number, the same in every run.</summary>
internal static class People
{
    public static Address Wallet(int number)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Fill(0xaa);
        bytes[18] = (byte)(number >> 8);
        bytes[19] = (byte)number;
        return Address.FromBytes(bytes);
    }
}

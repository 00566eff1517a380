using System.Buffers.Binary;
using System.Numerics;

namespace Kwala.Core.Evm;

/// <summary>
/// Keccak-256 as Ethereum uses it: the original submission's padding (0x01), not the one of FIPS 202 (0x06).
/// Source: Yellow Paper, appendix on KEC; https://keccak.team/keccak_specs_summary.html.
/// </summary>
public static class Keccak256
{
    private const int RateBytes = 136;
    private const int Lanes = 25;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>The digest of <paramref name="data"/>, of any length.</summary>
    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[^1] |= 0x80;
        Absorb(state, last);

        Span<byte> digest = stackalloc byte[Bytes32.Size];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
        return Bytes32.FromBytes(digest);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < RateBytes / 8; i++)
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        foreach (var constant in RoundConstants)
            Round(state, constant);
    }

    // One round: theta, then rho and pi together into b (lane (x,y) moves to (y, 2x+3y)), then chi and iota.
    private static void Round(Span<ulong> a, ulong constant)
    {
        a = a[..Lanes];
        ulong c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        ulong c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        ulong c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        ulong c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        ulong c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        ulong d0 = c4 ^ Rol(c1, 1), d1 = c0 ^ Rol(c2, 1), d2 = c1 ^ Rol(c3, 1);
        ulong d3 = c2 ^ Rol(c4, 1), d4 = c3 ^ Rol(c0, 1);

        ulong b0 = a[0] ^ d0, b1 = Rol(a[6] ^ d1, 44), b2 = Rol(a[12] ^ d2, 43);
        ulong b3 = Rol(a[18] ^ d3, 21), b4 = Rol(a[24] ^ d4, 14);
        ulong b5 = Rol(a[3] ^ d3, 28), b6 = Rol(a[9] ^ d4, 20), b7 = Rol(a[10] ^ d0, 3);
        ulong b8 = Rol(a[16] ^ d1, 45), b9 = Rol(a[22] ^ d2, 61);
        ulong b10 = Rol(a[1] ^ d1, 1), b11 = Rol(a[7] ^ d2, 6), b12 = Rol(a[13] ^ d3, 25);
        ulong b13 = Rol(a[19] ^ d4, 8), b14 = Rol(a[20] ^ d0, 18);
        ulong b15 = Rol(a[4] ^ d4, 27), b16 = Rol(a[5] ^ d0, 36), b17 = Rol(a[11] ^ d1, 10);
        ulong b18 = Rol(a[17] ^ d2, 15), b19 = Rol(a[23] ^ d3, 56);
        ulong b20 = Rol(a[2] ^ d2, 62), b21 = Rol(a[8] ^ d3, 55), b22 = Rol(a[14] ^ d4, 39);
        ulong b23 = Rol(a[15] ^ d0, 41), b24 = Rol(a[21] ^ d1, 2);

        Chi(a, 0, b0, b1, b2, b3, b4);
        Chi(a, 5, b5, b6, b7, b8, b9);
        Chi(a, 10, b10, b11, b12, b13, b14);
        Chi(a, 15, b15, b16, b17, b18, b19);
        Chi(a, 20, b20, b21, b22, b23, b24);
        a[0] ^= constant;
    }

    private static void Chi(Span<ulong> a, int row, ulong b0, ulong b1, ulong b2, ulong b3, ulong b4)
    {
        a[row + 4] = b4 ^ (~b0 & b1);
        a[row + 3] = b3 ^ (~b4 & b0);
        a[row + 2] = b2 ^ (~b3 & b4);
        a[row + 1] = b1 ^ (~b2 & b3);
        a[row] = b0 ^ (~b1 & b2);
    }

    private static ulong Rol(ulong lane, int bits) => BitOperations.RotateLeft(lane, bits);
}

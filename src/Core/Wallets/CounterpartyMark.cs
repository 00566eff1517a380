using System.Buffers.Binary;
using Kwala.Core.Evm;

namespace Kwala.Core.Wallets;

/// <summary>
/// What is remembered of a counterparty's address: its first six and its last two bytes. Two that differ and look alike
/// share the first two and the last two, which is what wallets show.
/// </summary>
/// <param name="Value">The eight bytes, the first of them the highest.</param>
public readonly record struct CounterpartyMark(ulong Value)
{
    /// <summary>How many a wallet remembers for a workflow.</summary>
    public const int Max = 16;

    private const ulong Shown = 0xFFFF_0000_0000_FFFF;

    /// <summary>The mark of an address.</summary>
    public static CounterpartyMark Of(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        address.CopyTo(bytes);
        return new CounterpartyMark(
            (BinaryPrimitives.ReadUInt64BigEndian(bytes) & ~0xFFFFUL)
            | BinaryPrimitives.ReadUInt16BigEndian(bytes[(Address.Size - 2)..]));
    }

    /// <summary>Whether a person who looks at the ends of two addresses takes them for one.</summary>
    public bool LooksLike(CounterpartyMark other) => ((Value ^ other.Value) & Shown) == 0;
}

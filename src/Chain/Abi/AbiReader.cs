using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Abi;

/// <summary>
/// Reads ABI-encoded values from untrusted bytes. Total: every input gives a value or a fault, in time and memory
/// linear in the data. Words must hold a value of their type (as Solidity's own decoder demands); the padding after
/// bytes and string is not looked at, since hand-written contracts leave it out; bytes after the last value are
/// allowed. Source: https://docs.soliditylang.org/en/latest/abi-spec.html#formal-specification-of-the-encoding.
/// </summary>
internal ref struct AbiReader
{
    private const int WordSize = 32;

    private readonly ReadOnlySpan<byte> _data;

    // An honest encoding spends each byte once. Nesting adds nodes without words of their own, at most one per level.
    private const int NodesPerWord = 20;
    private int _nodesLeft;
    private long _bytesLeft;
    private AbiFault? _fault;

    public AbiReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _nodesLeft = NodesPerWord * (1 + (data.Length / WordSize));
        _bytesLeft = data.Length;
    }

    /// <summary>What went wrong, once a read gave null.</summary>
    public readonly AbiFault? Fault => _fault;

    /// <summary>The value whose head stands at <paramref name="slot"/> of the sequence that began at 0.</summary>
    public AbiValue? Argument(AbiType type, int slot) => Slot(type, slot, 0);

    /// <summary>A value type from one word, such as a topic; null when the word is not of that type.</summary>
    public static AbiValue? Word(AbiType type, ReadOnlySpan<byte> word) => type switch
    {
        AbiType.Uint u => Unsigned(word, u.Bits),
        AbiType.Account => word[..12].ContainsAnyExcept((byte)0) ? null : AccountOf(word),
        AbiType.Int i => Signed(word, i.Bits),
        AbiType.Flag => word[..31].ContainsAnyExcept((byte)0) || word[31] > 1 ? null : FlagOf(word[31]),
        AbiType.FixedBytes f => word[f.Size..].ContainsAnyExcept((byte)0)
            ? null
            : new AbiValue.Blob(ImmutableArray.Create(word[..f.Size])),
        _ => null,
    };

    private AbiValue? Slot(AbiType type, int slot, int origin)
    {
        if (!type.IsDynamic)
            return Value(type, slot);
        if (!TryLength(type, slot, out var offset))
            return null;
        return offset > _data.Length - origin ? Fail(AbiFaultKind.Offset, type, slot) : Value(type, origin + offset);
    }

    private AbiValue? Value(AbiType type, int at)
    {
        if (--_nodesLeft < 0)
            return Fail(AbiFaultKind.Overlapping, type, at);
        return type switch
        {
            AbiType.Blob => Content(type, at, out var bytes) ? new AbiValue.Blob(ImmutableArray.Create(bytes)) : null,
            AbiType.Text => Content(type, at, out var utf8) ? new AbiValue.Text(Encoding.UTF8.GetString(utf8)) : null,
            AbiType.Array { Length: { } length } a => Elements(a, at, length),
            AbiType.Array a => CountedElements(a, at),
            AbiType.Tuple t => Components(t, at),
            _ => Elementary(type, at),
        };
    }

    private AbiValue? Elementary(AbiType type, int at)
    {
        if (at > _data.Length - WordSize)
            return Fail(AbiFaultKind.Truncated, type, at);
        return Word(type, _data.Slice(at, WordSize)) ?? Fail(AbiFaultKind.OutOfType, type, at);
    }

    private AbiValue? CountedElements(AbiType.Array type, int at)
    {
        if (!TryLength(type, at, out var count))
            return null;
        var wordsLeft = (_data.Length - at - WordSize) / WordSize;
        return (long)count * type.Element.HeadWords > wordsLeft
            ? Fail(AbiFaultKind.Truncated, type, at)
            : Elements(type, at + WordSize, count);
    }

    private AbiValue? Elements(AbiType.Array type, int at, int count)
    {
        if ((long)count * type.Element.HeadWords * WordSize > _data.Length - at)
            return Fail(AbiFaultKind.Truncated, type, at);
        if (count > _nodesLeft)
            return Fail(AbiFaultKind.Overlapping, type, at);
        var items = new AbiValue[count];
        for (var i = 0; i < count; i++)
        {
            if (Slot(type.Element, at + (i * type.Element.HeadWords * WordSize), at) is not { } item)
                return null;
            items[i] = item;
        }

        return new AbiValue.List(ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private AbiValue.List? Components(AbiType.Tuple type, int at)
    {
        var items = new AbiValue[type.Components.Length];
        var slot = at;
        for (var i = 0; i < items.Length; i++)
        {
            var component = type.Components[i].Type;
            if (Slot(component, slot, at) is not { } item)
                return null;
            items[i] = item;
            slot += component.HeadWords * WordSize;
        }

        return new AbiValue.List(ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private bool Content(AbiType type, int at, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryLength(type, at, out var length))
            return false;
        if (length > _data.Length - at - WordSize)
        {
            Fail(AbiFaultKind.Truncated, type, at);
            return false;
        }

        _bytesLeft -= length;
        if (_bytesLeft < 0)
        {
            Fail(AbiFaultKind.Overlapping, type, at);
            return false;
        }

        content = _data.Slice(at + WordSize, length);
        return true;
    }

    // A length or an offset. Anything past the data's own size is as wrong as 2^255.
    private bool TryLength(AbiType type, int at, out int length)
    {
        length = 0;
        if (at > _data.Length - WordSize)
        {
            Fail(AbiFaultKind.Truncated, type, at);
            return false;
        }

        var word = _data.Slice(at, WordSize);
        if (word[..28].ContainsAnyExcept((byte)0)
            || (length = BinaryPrimitives.ReadInt32BigEndian(word[28..])) < 0 || length > _data.Length)
        {
            Fail(AbiFaultKind.Offset, type, at);
            return false;
        }

        return true;
    }

    private AbiValue? Fail(AbiFaultKind kind, AbiType type, int at)
    {
        _fault ??= new AbiFault(kind, type, at);
        return null;
    }

    private static AbiValue.Number? Unsigned(ReadOnlySpan<byte> word, int bits)
    {
        if (!word[..24].ContainsAnyExcept((byte)0))
        {
            var small = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
            return bits < 64 && small >> bits != 0 ? null : new AbiValue.Number(small);
        }

        return word[..(WordSize - (bits / 8))].ContainsAnyExcept((byte)0)
            ? null
            : new AbiValue.Number(new BigInteger(word, isUnsigned: true, isBigEndian: true));
    }

    private static AbiValue.Number? Signed(ReadOnlySpan<byte> word, int bits)
    {
        var start = WordSize - (bits / 8);
        var padding = (word[start] & 0x80) != 0 ? (byte)0xFF : (byte)0;
        return word[..start].ContainsAnyExcept(padding)
            ? null
            : new AbiValue.Number(new BigInteger(word[start..], isUnsigned: false, isBigEndian: true));
    }

    private static AbiValue.Account AccountOf(ReadOnlySpan<byte> word) => new(Address.FromBytes(word[12..]));

    private static AbiValue.Flag FlagOf(byte value) => new(value == 1);
}

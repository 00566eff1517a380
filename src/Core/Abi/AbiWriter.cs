using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Abi;

/// <summary>
/// Encodes values as a contract expects them. The values must fit their types (<see cref="Fits"/>): what does not is a
/// broken invariant, and throws. Source:
/// https://docs.soliditylang.org/en/latest/abi-spec.html#formal-specification-of-the-encoding.
/// </summary>
public static class AbiWriter
{
    private const int WordSize = 32;

    /// <summary>A call of the function: its selector and the encoded arguments, in the order of its inputs.</summary>
    public static byte[] Call(AbiFunction function, ImmutableArray<AbiValue> arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [.. function.Selector, .. Sequence([.. function.Inputs.Select(i => i.Type)], arguments)];
    }

    /// <summary>Values one after the other, as the arguments of a call, its result, or the data of a log.</summary>
    public static byte[] Sequence(ImmutableArray<AbiType> types, ImmutableArray<AbiValue> values)
    {
        if (types.Length != values.Length)
            throw new ArgumentException($"{values.Length} values are given for {types.Length} types.");
        var heads = types.Sum(type => type.HeadWords) * WordSize;
        var (head, tail) = (new List<byte>(heads), new List<byte>());
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                head.AddRange(Word(heads + tail.Count));
                tail.AddRange(Value(types[i], values[i]));
            }
            else
            {
                head.AddRange(Value(types[i], values[i]));
            }
        }

        return [.. head, .. tail];
    }

    /// <summary>Whether the value is one of the type.</summary>
    public static bool Fits(AbiType type, AbiValue value) => (type, value) switch
    {
        (AbiType.Uint u, AbiValue.Number n) => n.Value.Sign >= 0 && n.Value.GetBitLength() <= u.Bits,
        (AbiType.Int i, AbiValue.Number n) => n.Value.GetBitLength() < i.Bits,
        (AbiType.Account, AbiValue.Account) or (AbiType.Flag, AbiValue.Flag) or (AbiType.Blob, AbiValue.Blob)
            or (AbiType.Text, AbiValue.Text) => true,
        (AbiType.FixedBytes f, AbiValue.Blob b) => b.Bytes.Length == f.Size,
        (AbiType.Array a, AbiValue.List l) =>
            (a.Length ?? l.Items.Length) == l.Items.Length && l.Items.All(item => Fits(a.Element, item)),
        (AbiType.Tuple t, AbiValue.List l) =>
            t.Components.Length == l.Items.Length
            && t.Components.Zip(l.Items, (component, item) => Fits(component.Type, item)).All(fits => fits),
        _ => false,
    };

    private static byte[] Value(AbiType type, AbiValue value) => (type, value) switch
    {
        (AbiType.Uint or AbiType.Int, AbiValue.Number n) when Fits(type, value) => Word(n.Value),
        (AbiType.Account, AbiValue.Account a) => Word(a.Address),
        (AbiType.Flag, AbiValue.Flag f) => Word(f.Value ? 1 : 0),
        (AbiType.FixedBytes, AbiValue.Blob b) when Fits(type, value) => Padded(b.Bytes.AsSpan()),
        (AbiType.Blob, AbiValue.Blob b) => Counted(b.Bytes.AsSpan()),
        (AbiType.Text, AbiValue.Text t) => Counted(Encoding.UTF8.GetBytes(t.Value)),
        (AbiType.Array a, AbiValue.List l) when (a.Length ?? l.Items.Length) == l.Items.Length =>
        [
            .. a.Length is null ? Word(l.Items.Length) : [],
            .. Sequence([.. Enumerable.Repeat(a.Element, l.Items.Length)], l.Items),
        ],
        (AbiType.Tuple t, AbiValue.List l) => Sequence([.. t.Components.Select(c => c.Type)], l.Items),
        _ => throw new ArgumentException($"{value} is not a value of {type}."),
    };

    private static byte[] Word(BigInteger value)
    {
        var word = new byte[WordSize];
        if (value.Sign < 0)
            Array.Fill(word, (byte)0xFF);
        var bytes = value.ToByteArray(isUnsigned: value.Sign >= 0, isBigEndian: true);
        bytes.CopyTo(word, WordSize - bytes.Length);
        return word;
    }

    private static byte[] Word(Address address)
    {
        var word = new byte[WordSize];
        address.CopyTo(word.AsSpan(WordSize - Address.Size));
        return word;
    }

    private static byte[] Counted(ReadOnlySpan<byte> bytes) => [.. Word(bytes.Length), .. Padded(bytes)];

    private static byte[] Padded(ReadOnlySpan<byte> bytes)
    {
        var padded = new byte[(bytes.Length + WordSize - 1) / WordSize * WordSize];
        bytes.CopyTo(padded);
        return padded;
    }
}

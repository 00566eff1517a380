using System.Numerics;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Abi;

/// <summary>A plain encoder by the formal specification, to turn values into what a contract would emit.</summary>
internal static class AbiEncoding
{
    private const int WordSize = 32;

    /// <summary>enc((values)) as event data.</summary>
    public static byte[] Encode(IReadOnlyList<AbiType> types, IReadOnlyList<AbiValue> values)
    {
        var headSize = types.Sum(t => t.HeadWords) * WordSize;
        var (head, tail) = (new List<byte>(), new List<byte>());
        for (var i = 0; i < types.Count; i++)
        {
            var encoded = Encode(types[i], values[i]);
            if (types[i].IsDynamic)
            {
                head.AddRange(Word(headSize + tail.Count));
                tail.AddRange(encoded);
            }
            else
            {
                head.AddRange(encoded);
            }
        }

        return [.. head, .. tail];
    }

    /// <summary>enc(value).</summary>
    public static byte[] Encode(AbiType type, AbiValue value) => (type, value) switch
    {
        (AbiType.Array a, AbiValue.List l) => [
            .. a.Length is null ? Word(l.Items.Length) : [],
            .. Encode([.. Enumerable.Repeat(a.Element, l.Items.Length)], l.Items)],
        (AbiType.Tuple t, AbiValue.List l) => Encode([.. t.Components.Select(c => c.Type)], l.Items),
        (AbiType.FixedBytes, AbiValue.Blob b) => Padded(b.Bytes.AsSpan()),
        (_, AbiValue.Blob b) => [.. Word(b.Bytes.Length), .. Padded(b.Bytes.AsSpan())],
        (_, AbiValue.Text t) => Encode(new AbiType.Blob(), new AbiValue.Blob([.. Encoding.UTF8.GetBytes(t.Value)])),
        (_, AbiValue.Number n) => Word(n.Value),
        (_, AbiValue.Flag f) => Word(f.Value ? 1 : 0),
        (_, AbiValue.Account a) => Word(a.Address),
        _ => throw new ArgumentException($"{value} is no {type}"),
    };

    /// <summary>Two's complement, big-endian.</summary>
    public static byte[] Word(BigInteger value)
    {
        var word = new byte[WordSize];
        Array.Fill(word, value.Sign < 0 ? (byte)0xFF : (byte)0);
        var bytes = value.ToByteArray(isUnsigned: value.Sign >= 0, isBigEndian: true);
        bytes.CopyTo(word, WordSize - bytes.Length);
        return word;
    }

    /// <summary>An address as a topic or a static argument.</summary>
    public static byte[] Word(Address address)
    {
        var word = new byte[WordSize];
        address.CopyTo(word.AsSpan(WordSize - Address.Size));
        return word;
    }

    private static byte[] Padded(ReadOnlySpan<byte> bytes)
    {
        var padded = new byte[(bytes.Length + WordSize - 1) / WordSize * WordSize];
        bytes.CopyTo(padded);
        return padded;
    }
}

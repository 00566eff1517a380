using System.Buffers.Binary;

namespace Kwala.Core.Evm;

/// <summary>
/// Exactly 32 bytes: a block or transaction hash, a log topic, a content hash. The default is all zeros.
/// Ordered as a big-endian number.
/// </summary>
public readonly struct Bytes32 : IEquatable<Bytes32>, IComparable<Bytes32>
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 32;

    // Big-endian words: the order of the words is the order of the values.
    private readonly ulong _a, _b, _c, _d;

    private Bytes32(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>Takes exactly 32 bytes; any other length is a programming error and throws.</summary>
    public static Bytes32 FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new Bytes32(bytes);
    }

    /// <summary>Reads "0x" and 64 hex digits of any case, or says why not.</summary>
    public static Bytes32Parse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var value)
            ? new Bytes32Parse.Valid(value)
            : new Bytes32Parse.Invalid("Expected 0x and 64 hex digits (32 bytes).");
    }

    /// <summary>Reads "0x" and 64 hex digits of any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(text, bytes);
        value = valid ? new Bytes32(bytes) : default;
        return valid;
    }

    /// <summary>Reads "0x" and 64 hex digits of any case from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(utf8, bytes);
        value = valid ? new Bytes32(bytes) : default;
        return valid;
    }

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>"0x" and 64 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Bytes32 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)(_d ^ (_d >> 32) ^ _a));

    /// <inheritdoc/>
    public int CompareTo(Bytes32 other) =>
        _a != other._a ? _a.CompareTo(other._a)
        : _b != other._b ? _b.CompareTo(other._b)
        : _c != other._c ? _c.CompareTo(other._c)
        : _d.CompareTo(other._d);

    /// <summary>Byte-wise equality.</summary>
    public static bool operator ==(Bytes32 left, Bytes32 right) => left.Equals(right);

    /// <summary>Byte-wise inequality.</summary>
    public static bool operator !=(Bytes32 left, Bytes32 right) => !left.Equals(right);

    /// <summary>Big-endian order.</summary>
    public static bool operator <(Bytes32 left, Bytes32 right) => left.CompareTo(right) < 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator >(Bytes32 left, Bytes32 right) => left.CompareTo(right) > 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator <=(Bytes32 left, Bytes32 right) => left.CompareTo(right) <= 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator >=(Bytes32 left, Bytes32 right) => left.CompareTo(right) >= 0;
}

/// <summary>How reading a <see cref="Bytes32"/> from text ended.</summary>
public abstract record Bytes32Parse
{
    private Bytes32Parse() { }

    /// <summary>The text was well-formed.</summary>
    public sealed record Valid(Bytes32 Value) : Bytes32Parse;

    /// <summary>The text was refused; <paramref name="Problem"/> is for people and names the remedy.</summary>
    public sealed record Invalid(string Problem) : Bytes32Parse;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<Bytes32, T> valid, Func<string, T> invalid) => this switch
    {
        Valid v => valid(v.Value),
        Invalid i => invalid(i.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

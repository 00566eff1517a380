using System.Buffers.Binary;

namespace Kwala.Core.Evm;

/// <summary>
/// An account address: exactly 20 bytes. The default is the zero address. Ordered as a big-endian number.
/// <see cref="ToString"/> is the key of the wallet's grain.
/// </summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 20;

    // Big-endian words: the order of the words is the order of the values.
    private readonly ulong _a, _b;
    private readonly uint _c;

    private Address(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Whether this is the zero address.</summary>
    public bool IsZero => (_a | _b | _c) == 0;

    /// <summary>Takes exactly 20 bytes; any other length is a programming error and throws.</summary>
    public static Address FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new Address(bytes);
    }

    /// <summary>
    /// Reads "0x" and 40 hex digits. Digits all of one case are taken as they are; mixed case must carry the
    /// checksum of EIP-55, since a mistyped address would silently notify nobody.
    /// </summary>
    public static AddressParse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> bytes = stackalloc byte[Size];
        if (!Hex.TryDecode(text, bytes))
            return new AddressParse.Invalid(ShapeProblem(text));
        var address = new Address(bytes);
        return !IsMixedCase(text) || text.AsSpan(2).SequenceEqual(address.ToChecksumString().AsSpan(2))
            ? new AddressParse.Valid(address)
            : new AddressParse.Invalid(
                "The checksum (EIP-55) does not match: a digit is mistyped or its case was changed. "
                + "Copy the address again, or write it all in lower case to skip this check.");
    }

    /// <summary>As <see cref="Parse"/>, without the reason.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        address = Hex.TryDecode(text, bytes) ? new Address(bytes) : default;
        if (address.IsZero)
            return Hex.TryDecode(text, bytes);
        if (!IsMixedCase(text) || text[2..].SequenceEqual(address.ToChecksumString().AsSpan(2)))
            return true;
        address = default;
        return false;
    }

    /// <summary>Writes the 20 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _c);
    }

    /// <summary>"0x" and 40 lower-case hex digits: the grain key.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    /// <summary>"0x" and 40 hex digits whose case carries the checksum of EIP-55: for people.</summary>
    public string ToChecksumString()
    {
        var lower = ToString();
        Span<byte> ascii = stackalloc byte[2 * Size];
        System.Text.Encoding.ASCII.GetBytes(lower.AsSpan(2), ascii);
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash(ascii).CopyTo(hash);
        Span<char> text = stackalloc char[2 + (2 * Size)];
        lower.CopyTo(text);
        for (var i = 0; i < ascii.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xF;
            if (nibble >= 8)
                text[i + 2] = char.ToUpperInvariant(text[i + 2]);
        }

        return new string(text);
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _a == other._a && _b == other._b && _c == other._c;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)(_a ^ (_a >> 32) ^ _b ^ (_b >> 32) ^ _c));

    /// <inheritdoc/>
    public int CompareTo(Address other) =>
        _a != other._a ? _a.CompareTo(other._a) : _b != other._b ? _b.CompareTo(other._b) : _c.CompareTo(other._c);

    /// <summary>Byte-wise equality.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Byte-wise inequality.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Big-endian order.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Big-endian order.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    private static bool IsMixedCase(ReadOnlySpan<char> text) =>
        text[2..].ContainsAnyInRange('a', 'f') && text[2..].ContainsAnyInRange('A', 'F');

    private static string ShapeProblem(string text) =>
        !text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? "An address starts with 0x."
        : text.Length != 2 + (2 * Size) ? $"An address has 40 hex digits after 0x; this has {text.Length - 2}."
        : "An address has only the digits 0-9 and a-f after 0x.";
}

/// <summary>How reading an <see cref="Address"/> from text ended.</summary>
public abstract record AddressParse
{
    private AddressParse() { }

    /// <summary>The text was well-formed.</summary>
    public sealed record Valid(Address Address) : AddressParse;

    /// <summary>The text was refused; <paramref name="Problem"/> is for people and names the remedy.</summary>
    public sealed record Invalid(string Problem) : AddressParse;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<Address, T> valid, Func<string, T> invalid) => this switch
    {
        Valid v => valid(v.Address),
        Invalid i => invalid(i.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

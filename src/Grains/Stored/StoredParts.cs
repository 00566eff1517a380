using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>The small values that stored shapes have in common.</summary>
internal static class StoredParts
{
    private const string Infinite = "inf", NegativeInfinite = "-inf", Undefined = "undefined";

    /// <summary>An exact fraction, such as <c>11/10</c> or <c>3</c>.</summary>
    public static string ToStored(this Rational value)
    {
        if (value.IsUndefined)
            return Undefined;
        if (value.IsInfinite)
            return value.Sign > 0 ? Infinite : NegativeInfinite;
        var numerator = value.Numerator.ToString(CultureInfo.InvariantCulture);
        return value.Denominator.IsOne
            ? numerator
            : string.Concat(numerator, "/", value.Denominator.ToString(CultureInfo.InvariantCulture));
    }

    public static Rational ToRational(string stored)
    {
        switch (stored)
        {
            case Undefined: return Rational.Undefined;
            case Infinite: return Rational.PositiveInfinity;
            case NegativeInfinite: return Rational.NegativeInfinity;
        }

        var slash = stored.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? Rational.FromBigInteger(Whole(stored))
            : Rational.Of(Whole(stored.AsSpan(0, slash)), Whole(stored.AsSpan(slash + 1)));
    }

    public static ThresholdStored ToStored(this Threshold value) =>
        new() { Low = value.Low?.ToStored(), High = value.High?.ToStored() };

    public static Threshold ToCore(this ThresholdStored stored) => new(
        stored.Low is { } low ? ToRational(low) : null,
        stored.High is { } high ? ToRational(high) : null);

    public static PositionStored ToStored(this LogPosition value) =>
        new() { Block = value.Block, Log = value.LogIndex };

    public static LogPosition ToCore(this PositionStored stored) => new(stored.Block, stored.Log);

    /// <summary>43 characters (RFC 4648, base64url), where 66 of hex would be many.</summary>
    public static string ToShort(this Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        value.CopyTo(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public static Bytes32 FromShort(string stored)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        return Base64Url.TryDecodeFromChars(stored, bytes, out var count) && count == Bytes32.Size
            ? Bytes32.FromBytes(bytes)
            : throw new FormatException($"A stored hash is not 32 bytes in base64url: {stored}");
    }

    public static string ToStored(ImmutableArray<CounterpartyMark> marks)
    {
        var bytes = new byte[sizeof(ulong) * marks.Length];
        for (var i = 0; i < marks.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * i), marks[i].Value);
        return Base64Url.EncodeToString(bytes);
    }

    public static ImmutableArray<CounterpartyMark> ToMarks(string? stored)
    {
        var bytes = Base64Url.DecodeFromChars(stored);
        var marks = new CounterpartyMark[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < marks.Length; i++)
            marks[i] = new CounterpartyMark(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * i)));
        return [.. marks];
    }

    public static ImmutableArray<ChannelName> ToChannels(string[]? stored) =>
        [.. (stored ?? []).Select(channel => new ChannelName(channel))];

    public static Bytes32 ToBytes32(string stored) => Bytes32.TryParse(stored.AsSpan(), out var value)
        ? value
        : throw new FormatException($"A stored hash is not 32 bytes in hex: {stored}");

    public static Address ToAddress(string stored) => Address.TryParse(stored, out var value)
        ? value
        : throw new FormatException($"A stored wallet is not an address: {stored}");

    /// <summary>Null for an empty list, so that it is left out.</summary>
    public static T[]? OrNull<T>(this IEnumerable<T> items) => items.ToArray() is { Length: > 0 } array ? array : null;

    private static BigInteger Whole(ReadOnlySpan<char> text) =>
        BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

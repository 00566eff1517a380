using System.Globalization;
using System.Numerics;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
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

    public static BlockStored ToStored(this BlockRef value) =>
        new() { Number = value.Number, Hash = value.Hash.IsZero ? null : value.Hash.ToString() };

    public static BlockRef ToCore(this BlockStored stored) =>
        new(stored.Number, stored.Hash is { } hash ? ToBytes32(hash) : default);

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

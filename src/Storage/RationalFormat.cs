using System.Numerics;
using Kwala.Core.Numerics;

namespace Kwala.Storage;

/// <summary>
/// An exact number in few bytes: a tag, then the numerator in little-endian two's complement. Tags 0 to 77 stand for a
/// denominator of 10^tag, which is what token amounts have (1.1 at 18 decimals: 9 bytes); another denominator follows
/// with its length. Infinite and undefined are a tag alone.
/// </summary>
internal static class RationalFormat
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int LengthMax = 4 + (2 * ((Rational.BitsMax / 8) + 1));

    private const int PowersMax = 77;
    private const byte Explicit = 251;
    private const byte PositiveInfinity = 252;
    private const byte NegativeInfinity = 253;
    private const byte Undefined = 254;

    private static readonly BigInteger[] Powers =
        [.. Enumerable.Range(0, PowersMax + 1).Select(power => BigInteger.Pow(10, power))];

    // The powers of ten differ in their number of bits, so that number tells which one to compare with.
    private static readonly byte[] PowerOfBits = BuildPowerOfBits();

    /// <summary>Writes a number. Returns how many bytes.</summary>
    public static int Write(Rational value, Span<byte> destination)
    {
        if (!value.IsFinite)
        {
            destination[0] = value.IsUndefined ? Undefined : value.Sign > 0 ? PositiveInfinity : NegativeInfinity;
            return 1;
        }

        var denominator = value.Denominator;
        var at = 1;
        if (PowerOf(denominator) is { } power)
        {
            destination[0] = power;
        }
        else
        {
            destination[0] = Explicit;
            var length = denominator.GetByteCount();
            destination[at++] = (byte)length;
            destination[at++] = (byte)(length >> 8);
            denominator.TryWriteBytes(destination[at..], out length);
            at += length;
        }

        value.Numerator.TryWriteBytes(destination[at..], out var written);
        return at + written;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the span holds that number and nothing else.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public static Rational Read(ReadOnlySpan<byte> source)
    {
        if (source.Length is 0 or > LengthMax)
            throw new FormatException("A stored number has a wrong length.");
        var tag = source[0];
        var rest = source[1..];
        return tag switch
        {
            <= PowersMax when rest.Length > 0 => Rational.Of(new BigInteger(rest), Powers[tag]),
            Explicit when rest.Length > 2 && rest.Length > 2 + Length(rest) =>
                Rational.Of(new BigInteger(rest[(2 + Length(rest))..]), new BigInteger(rest.Slice(2, Length(rest)))),
            PositiveInfinity when rest.IsEmpty => Rational.PositiveInfinity,
            NegativeInfinity when rest.IsEmpty => Rational.NegativeInfinity,
            Undefined when rest.IsEmpty => Rational.Undefined,
            _ => throw new FormatException("A stored number has an unknown shape."),
        };
    }

    private static int Length(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8);

    private static byte? PowerOf(BigInteger denominator)
    {
        var bits = denominator.GetBitLength();
        if (bits >= PowerOfBits.Length)
            return null;
        var power = PowerOfBits[bits];
        return Powers[power] == denominator ? power : null;
    }

    private static byte[] BuildPowerOfBits()
    {
        var table = new byte[Powers[^1].GetBitLength() + 1];
        for (byte power = 0; power <= PowersMax; power++)
            table[Powers[power].GetBitLength()] = power;
        return table;
    }
}

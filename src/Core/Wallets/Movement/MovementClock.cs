using System.Numerics;
using Kwala.Core.Numerics;

namespace Kwala.Core.Wallets.Movement;

/// <summary>
/// How far prices and time may have moved a ratio of sums of prices, such as a health factor, whatever it is made of:
/// if one price moves by the factor r, so does the ratio at most. The clock adds up no less than the logarithms of all
/// such factors, and only grows; a value cannot pass a line before the clock has gone the logarithm of the way. Counted
/// in <see cref="One"/>: a factor of e takes 1. It errs towards too early, by little for small moves.
/// </summary>
public static class MovementClock
{
    /// <summary>A movement by the factor e.</summary>
    public const long One = 10_000_000;

    /// <summary>No value is further from any line: where so much passes, all positions are due.</summary>
    public const long All = 2 * One;

    private const long PerSecond = 1_000_000_000, LastSecond = 4_000_000_000, Last = long.MaxValue - (2 * All);
    private const int RatioMax = 5;

    private static readonly Rational Year = Rational.FromBigInteger(365 * TimeSpan.TicksPerDay);

    /// <summary>
    /// Where it begins: later than any clock of the same workflow that began earlier has come to, so that what a wallet
    /// remembers of that is due.
    /// </summary>
    /// <param name="at">The time of the block before which nothing is known.</param>
    public static long Start(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeSeconds(), 0, LastSecond) * PerSecond;

    /// <summary>After a price moved. All may have moved where one of the two is no price, or is not known.</summary>
    /// <param name="clock">The clock before.</param>
    /// <param name="before">The price before; null where it is not known.</param>
    /// <param name="price">The price now.</param>
    public static long AfterPrice(long clock, BigInteger? before, BigInteger? price)
    {
        if (before is not { Sign: > 0 } one || price is not { Sign: > 0 } other)
            return Add(clock, All);
        var (high, low) = (BigInteger.Max(one, other), BigInteger.Min(one, other));
        // (r - 1/r) / 2 is never less than ln r.
        return Add(clock, high > RatioMax * low ? All : Up((high * high) - (low * low), 2 * high * low));
    }

    /// <summary>After time passed.</summary>
    /// <param name="clock">The clock before.</param>
    /// <param name="perYear">What it may move the value by in a year, of 1; at least 0.</param>
    /// <param name="passed">The time; nothing where it is negative.</param>
    public static long AfterTime(long clock, Rational perYear, TimeSpan passed)
    {
        if (passed <= TimeSpan.Zero || perYear.Sign <= 0)
            return clock;
        var moved = perYear * Rational.FromBigInteger(passed.Ticks) / Year;
        return Add(clock, Up(moved.Numerator, moved.Denominator));
    }

    /// <summary>
    /// Before which clock a value passes none of these lines; null for never. A value that is not above zero may pass
    /// any with the next movement.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="clock">The clock when it was read, or earlier.</param>
    /// <param name="lines">The lines, on either side.</param>
    public static long? Due(Rational value, long clock, IEnumerable<Rational> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (value.IsUndefined || (value.IsFinite && value.Sign <= 0))
            return 0;
        if (!value.IsFinite)
            return null;
        long? due = null;
        foreach (var line in lines)
            if (line is { IsFinite: true, Sign: > 0 } && Add(clock, Way(value, line)) is var there && !(due <= there))
                due = there;
        return due;
    }

    // 2 (x - 1) / (x + 1) is never more than ln x. A step less makes up for what was left out of a remembered value.
    private static long Way(Rational value, Rational line)
    {
        var (high, low) = (Rational.Max(value, line), Rational.Min(value, line));
        var way = Rational.FromBigInteger(All) * (high - low) / (high + low);
        return way.IsFinite ? Math.Max(0, (long)(way.Numerator / way.Denominator) - 1) : 0;
    }

    private static long Up(BigInteger above, BigInteger below)
    {
        var whole = BigInteger.DivRem(above * One, below, out var rest);
        return whole >= All ? All : (long)whole + (rest.IsZero ? 0 : 1);
    }

    // At its end, which nobody sees, everything is due for ever.
    private static long Add(long clock, long more) => Math.Min(Last, clock + more);
}

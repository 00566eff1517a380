using System.Globalization;
using System.Numerics;

namespace Kwala.Core.Numerics;

public readonly partial struct Rational
{
    /// <summary>The longest text that <see cref="TryParse"/> reads.</summary>
    public const int TextLengthMax = 1300;

    private const int ExponentMax = 1200;
    private const int ToStringDecimals = 18;

    /// <summary>
    /// Reads a decimal such as 1, -1.5, .5, 1e18 or 2.5e-3. False for anything else, for text longer than
    /// <see cref="TextLengthMax"/>, and for a number that needs more than <see cref="BitsMax"/> bits.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Rational value)
    {
        value = default;
        if (text.Length > TextLengthMax)
            return false;
        var negative = text is ['-', ..];
        if (text is ['+' or '-', ..])
            text = text[1..];
        if (!TryTakeExponent(ref text, out var exponent))
            return false;

        var dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text[..dot];
        var fraction = dot < 0 ? default : text[(dot + 1)..];
        if (whole.Length + fraction.Length == 0 || (dot >= 0 && fraction.IsEmpty)
            || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
            return false;

        var digits = BigInteger.Parse($"0{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
        var scale = exponent - fraction.Length;
        var power = BigInteger.Pow(10, Math.Abs(scale));
        if (negative)
            digits = -digits;
        value = scale < 0 ? Bounded(digits, power) : Bounded(digits * power, BigInteger.One);
        return value.IsFinite;
    }

    /// <summary>
    /// The number with at most <paramref name="maxDecimals"/> decimals, rounded to the nearest (halves away from
    /// zero), without trailing zeros; "∞", "-∞" or "undefined".
    /// </summary>
    public string ToDecimalString(int maxDecimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDecimals, ExponentMax);
        if (!IsFinite)
            return IsUndefined ? "undefined" : Sign > 0 ? "∞" : "-∞";
        var denominator = Denominator;
        var scaled = ((2 * BigInteger.Abs(_numerator) * BigInteger.Pow(10, maxDecimals)) + denominator)
            / (2 * denominator);
        if (scaled.IsZero)
            return "0";
        var digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(maxDecimals + 1, '0');
        var whole = digits[..^maxDecimals];
        var fraction = digits[^maxDecimals..].TrimEnd('0');
        return string.Concat(Sign < 0 ? "-" : "", whole, fraction.Length == 0 ? "" : ".", fraction);
    }

    /// <summary>As <see cref="ToDecimalString"/> with up to 18 decimals.</summary>
    public override string ToString() => ToDecimalString(ToStringDecimals);

    private static bool TryTakeExponent(ref ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark < 0)
            return true;
        var digits = text[(mark + 1)..];
        text = text[..mark];
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && exponent is >= -ExponentMax and <= ExponentMax;
    }
}

using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>How numbers are shown to people, bounded in length.</summary>
internal static class Shown
{
    private const int LengthMax = 120;
    private const int Decimals = 6;
    private const int DecimalsWhenClose = 18;
    private const int BitsMax = 512;

    /// <summary>Six decimals, or eighteen where six would make the value look equal to the threshold.</summary>
    public static string Value(Rational value, Threshold compared)
    {
        var text = value.ToDecimalString(Decimals);
        var looksEqual = value != Side(value, compared) && text == Side(value, compared).ToDecimalString(Decimals);
        return Cut(looksEqual ? value.ToDecimalString(DecimalsWhenClose) : text);
    }

    /// <summary>A change with its sign and its unit.</summary>
    public static string Change(Rational change, ChangeRule rule) =>
        Cut($"{(change.Sign > 0 ? "+" : "")}{change.ToDecimalString(rule.IsRelative ? 2 : Decimals)}{rule.Unit}");

    /// <summary>At most 120 characters: chain data is not ours, and the wallet's record is bounded.</summary>
    public static string Cut(string text) =>
        text.Length <= LengthMax ? text : string.Concat(text.AsSpan(0, LengthMax - 1), "…");

    /// <summary>The same of an argument, whatever its size: what is cut is not written out before.</summary>
    public static string Argument(AbiValue value) => Cut(Beginning(value));

    /// <summary>
    /// A value to be remembered: as it is if it is of ordinary size, else to eighteen decimals, else infinite.
    /// </summary>
    public static Rational Bounded(Rational value)
    {
        if (Bits(value) <= BitsMax)
            return value;
        return Rational.TryParse(value.ToDecimalString(DecimalsWhenClose), out var rounded) && Bits(rounded) <= BitsMax
            ? rounded
            : value > Rational.Zero ? Rational.PositiveInfinity : Rational.NegativeInfinity;
    }

    private static string Beginning(AbiValue value)
    {
        switch (value)
        {
            case AbiValue.Text { Value: { Length: > LengthMax } text }:
                return text[..(LengthMax + 1)];
            case AbiValue.Blob { Bytes: { Length: > LengthMax } bytes }:
                return new AbiValue.Blob(bytes[..LengthMax]).ToString();
            case AbiValue.List list:
                var items = new StringBuilder("[");
                foreach (var item in list.Items)
                {
                    if (items.Length > LengthMax)
                        break;
                    items.Append(items.Length == 1 ? "" : ", ").Append(Beginning(item));
                }

                return items.Append(']').ToString();
            default:
                return value.ToString();
        }
    }

    private static long Bits(Rational value) => value.Numerator.GetBitLength() + value.Denominator.GetBitLength();

    private static Rational Side(Rational value, Threshold compared) => (compared.Low, compared.High) switch
    {
        ({ } low, { } high) => value > high || high - value < value - low ? high : low,
        ({ } low, null) => low,
        (null, { } high) => high,
        _ => Rational.Undefined,
    };
}

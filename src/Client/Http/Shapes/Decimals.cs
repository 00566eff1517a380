using System.Numerics;
using System.Text.Json;
using Kwala.Core.Numerics;

namespace Kwala.Client.Http.Shapes;

/// <summary>Exact numbers in JSON: decimal text or a JSON number, never through floating point.</summary>
internal static class Decimals
{
    /// <summary>Digits before the point: as many as an unsigned 256-bit integer has.</summary>
    public const int WholeDigitsMax = 78;

    /// <summary>Digits after the point.</summary>
    public const int FractionDigitsMax = 36;

    private const int TextLengthMax = 128;

    private static readonly BigInteger TooLarge = BigInteger.Pow(10, WholeDigitsMax);
    private static readonly BigInteger Scale = BigInteger.Pow(10, FractionDigitsMax);

    public static string Problem { get; } =
        "Write a decimal number such as \"1.10\", with at most "
        + $"{WholeDigitsMax} digits before and {FractionDigitsMax} after the point.";

    /// <summary>False for what <see cref="Problem"/> does not describe.</summary>
    public static bool TryRead(JsonElement element, out Rational value)
    {
        value = default;
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        return text is { Length: <= TextLengthMax }
            && Rational.TryParse(text, out value)
            && IsExact(value);
    }

    /// <summary>Whether <see cref="Write"/> writes every digit of it.</summary>
    public static bool IsExact(Rational value) =>
        value.IsFinite
        && BigInteger.Abs(value.Numerator) < TooLarge * value.Denominator
        && (value.Numerator * Scale % value.Denominator).IsZero;

    /// <summary>Every digit of what <see cref="TryRead"/> took; of other numbers the nearest.</summary>
    public static string Write(Rational value) => value.ToDecimalString(FractionDigitsMax);
}

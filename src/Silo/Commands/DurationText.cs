using System.CommandLine.Parsing;
using System.Globalization;

namespace Kwala.Silo.Commands;

/// <summary>Durations as people write them on a command line: <c>20s</c>, <c>5m</c>, <c>2h</c>.</summary>
internal static class DurationText
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var number))
            return false;
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => null,
        };
        // Not a number is not above the limit either.
        if (unit is not { } known || !(number <= 10_000))
            return false;
        duration = known * number;
        return duration > TimeSpan.Zero;
    }

    public static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (TryParse(text, out var duration))
            return duration;
        argument.AddError($"'{text}' is not a duration: write a number and s, m or h, such as 20s.");
        return null;
    }
}

using System.Globalization;

namespace Kwala.Workflows.Compilation;

/// <summary>Durations as a whole number and a unit: 90s, 30m, 2h, 1d.</summary>
internal static class Durations
{
    private const int NumberMax = 100_000;

    public static TimeSpan? TryParse(string text)
    {
        if (text.Length < 2
            || !int.TryParse(text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > NumberMax)
            return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}

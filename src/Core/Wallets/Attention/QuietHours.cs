using System.Globalization;

namespace Kwala.Core.Wallets.Attention;

/// <summary>
/// The part of the owner's day in which nothing but what is critical is sent; what is held back goes out at its end.
/// </summary>
/// <param name="From">The first quiet minute of the local day, 0 to 1439.</param>
/// <param name="To">The first minute that is not quiet any more; may lie on the next day. Not <paramref name="From"/>.
/// </param>
public sealed record QuietHours(int From, int To)
{
    /// <summary>Whether a minute of the local day is quiet.</summary>
    public bool Holds(int minute) => From < To ? minute >= From && minute < To : minute >= From || minute < To;

    /// <summary>Reads <c>22:00-07:30</c>; false where it is none.</summary>
    public static bool TryParse(string text, out QuietHours? quiet)
    {
        ArgumentNullException.ThrowIfNull(text);
        quiet = text.Split('-') is [var from, var to] && ClockText.TryMinute(from, out var first)
            && ClockText.TryMinute(to, out var last) && first != last
                ? new QuietHours(first, last)
                : null;
        return quiet is not null;
    }

    /// <summary>Such as <c>22:00-07:30</c>.</summary>
    public override string ToString() => $"{ClockText.Of(From)}-{ClockText.Of(To)}";
}

/// <summary>Minutes of a day as a clock shows them.</summary>
internal static class ClockText
{
    /// <summary>Such as <c>07:30</c>.</summary>
    public static string Of(int minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    /// <summary>Reads it; false where it is none.</summary>
    public static bool TryMinute(string text, out int minute)
    {
        minute = 0;
        if (text is not [_, _, ':', _, _]
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var rest)
            || hour > 23 || rest > 59)
            return false;
        minute = (hour * 60) + rest;
        return true;
    }
}

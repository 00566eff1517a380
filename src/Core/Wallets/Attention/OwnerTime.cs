using NodaTime;
using NodaTime.Extensions;

namespace Kwala.Core.Wallets.Attention;

/// <summary>
/// Instants as an owner's clock on the wall shows them. The rules of all time zones come with NodaTime's copy of the
/// IANA database, so that every machine reckons alike.
/// </summary>
public static class OwnerTime
{
    /// <summary>Minutes of a day.</summary>
    public const int MinutesOfDay = 24 * 60;

    /// <summary>Whether there is a time zone of this IANA name, such as <c>Europe/Berlin</c>.</summary>
    public static bool IsZone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null;

    /// <summary>The zone of that name; UTC for null and for a name that there is not (any more).</summary>
    public static DateTimeZone ZoneOf(string? name) =>
        (name is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)) ?? DateTimeZone.Utc;

    /// <summary>The days from 1970-01-01 to the local date.</summary>
    public static int DayOf(DateTimeOffset at, DateTimeZone zone) =>
        Period.DaysBetween(new LocalDate(1970, 1, 1), at.ToInstant().InZone(zone).Date);

    /// <summary>The minute of the local day, 0 to 1439.</summary>
    public static int MinuteOf(DateTimeOffset at, DateTimeZone zone)
    {
        var time = at.ToInstant().InZone(zone).TimeOfDay;
        return (time.Hour * 60) + time.Minute;
    }

    /// <summary>
    /// The next instant after this one at which the clock shows that minute, on that day of the week or on any. A time
    /// that the clock leaps over counts when it has leapt, by as much later; one that it shows twice counts the first
    /// time.
    /// </summary>
    /// <param name="after">The instant.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="minute">Minute of the day, 0 to 1439.</param>
    /// <param name="day">The day of the week; null for every day.</param>
    public static DateTimeOffset Next(DateTimeOffset after, DateTimeZone zone, int minute, IsoDayOfWeek? day = null)
    {
        var time = LocalTime.FromMinutesSinceMidnight(minute);
        var date = after.ToInstant().InZone(zone).Date.PlusDays(-1);
        while (true)
        {
            if (day is null || date.DayOfWeek == day)
            {
                var at = (date + time).InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime();
                if (at > after)
                    return at;
            }

            date = date.PlusDays(1);
        }
    }
}

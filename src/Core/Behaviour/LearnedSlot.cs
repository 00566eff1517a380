using NodaTime;

namespace Kwala.Core.Behaviour;

/// <summary>
/// When an owner is usually there, as far as the week of hours shows: the slot for a digest. Where it shows too little
/// there is none, and the configured slot stays. A digest that is planned keeps its instant, even if the slot moves
/// before it comes: who is there at two times of the week would else never get it.
/// </summary>
public abstract record LearnedSlot
{
    /// <summary>
    /// A slot has at least so many interactions of full weight behind it, within an hour before or after.
    /// </summary>
    public const int Support = 3;

    private const int HoursPerDay = 24, DaySeconds = 86_400;

    private LearnedSlot()
    {
    }

    /// <summary>One hour of the week.</summary>
    /// <param name="Day">The day of the week.</param>
    /// <param name="Hour">0 to 23.</param>
    public sealed record Weekly(IsoDayOfWeek Day, int Hour) : LearnedSlot
    {
        /// <inheritdoc/>
        public override DateTimeOffset NextFrom(DateTimeOffset from, DateTimeZone zone) => Next(from, zone, Hour, Day);
    }

    /// <summary>The same hour on every day.</summary>
    /// <param name="Hour">0 to 23.</param>
    public sealed record Daily(int Hour) : LearnedSlot
    {
        /// <inheritdoc/>
        public override DateTimeOffset NextFrom(DateTimeOffset from, DateTimeZone zone) => Next(from, zone, Hour, null);
    }

    /// <summary>
    /// The slot: the hour with its neighbours that holds a third of all, else the hour of the day that holds half of
    /// all; the earliest of equals; null for none.
    /// </summary>
    public static LearnedSlot? Of(WeekOfHours week)
    {
        ArgumentNullException.ThrowIfNull(week);
        var counts = week.Counts.AsSpan();
        Span<int> days = stackalloc int[HoursPerDay];
        var all = 0;
        for (var hour = 0; hour < counts.Length; hour++)
        {
            days[hour % HoursPerDay] += counts[hour];
            all += counts[hour];
        }

        Span<int> hours = stackalloc int[WeekOfHours.Hours];
        for (var hour = 0; hour < counts.Length; hour++)
            hours[hour] = counts[hour];
        return Best(hours, all, oneIn: 3) is { } weekly
            ? new Weekly((IsoDayOfWeek)((weekly / HoursPerDay) + 1), weekly % HoursPerDay)
            : Best(days, all, oneIn: 2) is { } daily ? new Daily(daily) : null;
    }

    /// <summary>
    /// The first instant of the slot at or after another. Where clocks skip the slot's hour it is the instant from
    /// which they go on; where they show it twice, the first time; a date that a zone skipped has none.
    /// </summary>
    /// <param name="from">Not before this.</param>
    /// <param name="zone">The owner's time zone.</param>
    public abstract DateTimeOffset NextFrom(DateTimeOffset from, DateTimeZone zone);

    // The middle counts twice: of the hours around a habit, its own wins.
    private static int? Best(ReadOnlySpan<int> counts, int all, int oneIn)
    {
        var (best, most, within) = (-1, 0, 0);
        for (var hour = 0; hour < counts.Length; hour++)
        {
            var around = counts[hour] + counts[(hour + 1) % counts.Length]
                + counts[(hour + counts.Length - 1) % counts.Length];
            if (around + counts[hour] > most)
                (best, most, within) = (hour, around + counts[hour], around);
        }

        return within >= Support * WeekOfHours.One && within * oneIn >= all ? best : null;
    }

    private static DateTimeOffset Next(DateTimeOffset from, DateTimeZone zone, int hour, IsoDayOfWeek? day)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var start = Instant.FromDateTimeOffset(from);
        // From the day before: where clocks skip an hour before midnight, its instant belongs to the next day.
        var date = start.InZone(zone).Date.PlusDays(-1);
        while (true)
        {
            if ((day is null || date.DayOfWeek == day) && At(date, hour, zone) is { } at && at >= start)
                return at.ToDateTimeOffset();
            date = date.PlusDays(1);
        }
    }

    private static Instant? At(LocalDate date, int hour, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(date.At(new LocalTime(hour, 0)));
        if (mapping.Count > 0)
            return mapping.First().ToInstant();
        var skipped = mapping.LateInterval.WallOffset.Seconds - mapping.EarlyInterval.WallOffset.Seconds;
        return skipped >= DaySeconds ? null : mapping.LateInterval.Start;
    }
}

using System.Collections.Immutable;
using NodaTime;

namespace Kwala.Core.Behaviour;

/// <summary>
/// When in the week an owner is there: 168 counts, from Monday 00:00 on, by the clocks of the owner's time zone. An
/// hour that a clock shows twice counts as one. Old weeks fade: a twelfth for each week, and in proportion once the
/// whole is more than <see cref="Memory"/> interactions, so that it follows a change within so many.
/// </summary>
public sealed class WeekOfHours : IEquatable<WeekOfHours>
{
    /// <summary>Hours of a week.</summary>
    public const int Hours = 168;

    /// <summary>The whole never weighs more than so many of the strongest interactions.</summary>
    public const int Memory = 24;

    /// <summary>The strongest interaction: the owner acted.</summary>
    public const int One = 256;

    private const int DaysPerWeek = 7, Fading = 12, WeeksMax = 104;

    /// <summary>Of an owner who was never seen.</summary>
    public static WeekOfHours Empty { get; } = new([.. Enumerable.Repeat((ushort)0, Hours)], 0);

    /// <summary>Counts as they were stored.</summary>
    /// <param name="counts">168 of them, in 1/256 of an interaction.</param>
    /// <param name="week">The week that they were counted in last, since 1970 (UTC).</param>
    public WeekOfHours(ImmutableArray<ushort> counts, int week)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, Hours);
        Counts = counts;
        Week = week;
    }

    /// <summary>By hour of the week, in 1/256 of an interaction.</summary>
    public ImmutableArray<ushort> Counts { get; }

    /// <summary>The week that they were counted in last, since 1970 (UTC).</summary>
    public int Week { get; }

    /// <summary>The sum of the counts.</summary>
    public int All
    {
        get
        {
            var all = 0;
            foreach (var count in Counts)
                all += count;
            return all;
        }
    }

    /// <summary>Whether nothing was ever counted, or all of it has faded.</summary>
    public bool IsEmpty => Counts.AsSpan().IndexOfAnyExcept((ushort)0) < 0;

    /// <summary>The owner was there.</summary>
    /// <param name="at">When.</param>
    /// <param name="zone">The owner's time zone.</param>
    /// <param name="weight">How sure that is, in 1/256 of an interaction; at most <see cref="One"/>.</param>
    internal WeekOfHours Seen(DateTimeOffset at, DateTimeZone zone, int weight)
    {
        var week = Math.Max(Week, Days.Of(at) / DaysPerWeek);
        var counts = Counts.ToArray();
        for (var weeks = IsEmpty ? 0 : Math.Min(week - Week, WeeksMax); weeks > 0; weeks--)
            for (var hour = 0; hour < Hours; hour++)
                counts[hour] -= (ushort)((counts[hour] + Fading - 1) / Fading);
        counts[HourOf(at, zone)] += (ushort)weight;
        var all = 0;
        foreach (var count in counts)
            all += count;
        if (all > Memory * One)
            for (var hour = 0; hour < Hours; hour++)
                counts[hour] = (ushort)(counts[hour] * Memory * One / all);
        return new WeekOfHours([.. counts], week);
    }

    /// <summary>The owner was not there after all: so much less of an hour, as far as there is.</summary>
    internal WeekOfHours Without(int hour, int weight) =>
        new(Counts.SetItem(hour, (ushort)Math.Max(0, Counts[hour] - weight)), Week);

    /// <summary>The hour of the week that clocks show at an instant, from 0 on Monday.</summary>
    public static int HourOf(DateTimeOffset at, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
        return (((int)local.DayOfWeek - 1) * 24) + local.Hour;
    }

    /// <inheritdoc/>
    public bool Equals(WeekOfHours? other) =>
        other is not null && Week == other.Week && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WeekOfHours);

    /// <inheritdoc/>
    public override int GetHashCode() => (All * 31) + Week;
}

/// <summary>Days since 1970 (UTC), which is all that fading needs to know of time.</summary>
internal static class Days
{
    public static int Of(DateTimeOffset at) =>
        (int)((at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerDay);
}

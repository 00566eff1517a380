using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using NodaTime;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.People;

/// <summary>The people that the behavioural model is held against.</summary>
internal static class Cast
{
    private static readonly DateTimeZone Berlin = Zone("Europe/Berlin"), Tokyo = Zone("Asia/Tokyo"),
        NewYork = Zone("America/New_York");

    public static ImmutableArray<Person> All { get; } =
    [
        FridayClaimer, NightWorker, IgnoresSmallYields, ChangesInWeekSix, Bot, Whale, Undecided,
    ];

    /// <summary>Claims what has gathered on Fridays between five and six, told or not, and reads little else.</summary>
    private static Person FridayClaimer => new(
        "Friday claimer", Berlin,
        [
            Stream("reward", 1, 4, 0.95, At(Berlin, IsoDayOfWeek.Friday, 17)) with
            {
                Window = TimeSpan.FromDays(8), Untold = 0.5,
            },
            Stream("yield", 0, 3, 0, Within(60)),
            Stream("governance", 0, 1, 0.02, At(Berlin, IsoDayOfWeek.Friday, 17)) with { Window = TimeSpan.FromDays(8) },
        ])
    {
        Slot = _ => new LearnedSlot.Weekly(IsoDayOfWeek.Friday, 17),
    };

    /// <summary>Is there at night, every night, an ocean away.</summary>
    private static Person NightWorker => new(
        "night worker", Tokyo,
        [
            Stream("price", 1, 6, 0.7, At(Tokyo, null, 2)),
            Stream("price", 0, 5, 0.01, At(Tokyo, null, 2)),
            Stream("yield", 1, 3, 0.6, At(Tokyo, null, 2)) with { Opens = 0.5 },
        ])
    {
        Slot = _ => new LearnedSlot.Daily(2),
    };

    /// <summary>Yields under five percent are not worth the gas; larger ones are.</summary>
    private static Person IgnoresSmallYields => new(
        "ignores small yields", NewYork,
        [
            Stream("yield", 0, 7, 0.01, Within(600)),
            Stream("yield", 1, 4, 0.6, Within(600)),
            Stream("yield", 2, 1, 0.9, Within(120)),
            Stream("governance", 0, 1, 0.5, Within(2000)),
        ]);

    /// <summary>
    /// Claims on Fridays and leaves votes alone; from week 6 on sells the yield position, votes, and is there on Mondays.
    /// </summary>
    private static Person ChangesInWeekSix => new(
        "changes in week 6", Berlin,
        [
            Stream("yield", 1, 5, week => week < 6 ? 0.9 : 0, WeekDay(IsoDayOfWeek.Friday, 18)) with
            {
                Window = TimeSpan.FromDays(8),
            },
            Stream("governance", 0, 4, week => week < 6 ? 0 : 0.85, WeekDay(IsoDayOfWeek.Monday, 8)) with
            {
                Window = TimeSpan.FromDays(8), Untold = 0.3,
            },
        ])
    {
        ChangesIn = 6,
        Slot = week => week < 6
            ? new LearnedSlot.Weekly(IsoDayOfWeek.Friday, 18)
            : new LearnedSlot.Weekly(IsoDayOfWeek.Monday, 8),
    };

    /// <summary>Acts on nearly everything within seconds, at any hour.</summary>
    private static Person Bot => new(
        "bot", DateTimeZone.Utc,
        [
            Stream("price", 0, 40, 0.98, (dice, at) => at.AddSeconds(dice.Between(1, 20))) with { Untold = 0.9 },
            Stream("yield", 0, 20, 0.9, (dice, at) => at.AddSeconds(dice.Between(1, 20))) with { Untold = 0.9 },
            Stream("reward", 1, 7, 0.98, (dice, at) => at.AddSeconds(dice.Between(1, 20))) with { Untold = 0.9 },
        ]);

    /// <summary>Gets much, acts fast on what is large, and never on what is small.</summary>
    private static Person Whale => new(
        "whale", NewYork,
        [
            Stream("transfer", 0, 30, 0.002, Within(50)),
            Stream("transfer", 3, 6, 0.9, Within(50)),
            Stream("price", 0, 20, 0.005, Within(50)),
            Stream("price", 2, 8, 0.6, Within(50)),
            Stream("price", 3, 3, 0.95, Within(10)),
            Stream("liquidation-risk", 0, 0.5, 1, Within(20)),
        ]);

    /// <summary>Acts on a third of everything, by no pattern: nothing may be concluded.</summary>
    private static Person Undecided => new(
        "undecided", Berlin,
        [
            Stream("yield", 0, 5, 0.33, Within(2000)) with { Opens = 0.2 },
            Stream("price", 1, 5, 0.4, Within(2000)),
        ]);

    private static AlertStream Stream(
        string kind, int bucket, double perWeek, double acts, Func<SeededChoice, DateTimeOffset, DateTimeOffset> when) =>
        Stream(kind, bucket, perWeek, _ => acts, when);

    private static AlertStream Stream(
        string kind,
        int bucket,
        double perWeek,
        Func<int, double> acts,
        Func<SeededChoice, DateTimeOffset, DateTimeOffset> when) =>
        new(new KindName(kind), bucket, perWeek, acts, when);

    private static Func<SeededChoice, DateTimeOffset, DateTimeOffset> Within(int minutes) =>
        (dice, at) => at.AddMinutes(dice.Between(1, minutes));

    private static Func<SeededChoice, DateTimeOffset, DateTimeOffset> WeekDay(IsoDayOfWeek day, int hour) =>
        At(Berlin, day, hour);

    // The next time that they are there, up to 50 minutes into the hour.
    private static Func<SeededChoice, DateTimeOffset, DateTimeOffset> At(
        DateTimeZone zone, IsoDayOfWeek? day, int hour) => (dice, at) =>
        {
            LearnedSlot slot = day is { } named ? new LearnedSlot.Weekly(named, hour) : new LearnedSlot.Daily(hour);
            return slot.NextFrom(at, zone).AddMinutes(dice.Below(50));
        };

    private static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb[name];
}

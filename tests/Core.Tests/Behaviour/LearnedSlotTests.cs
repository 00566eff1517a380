using Kwala.Core.Behaviour;
using NodaTime;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>When an owner is there, and when that is next, by the clocks of the owner's zone.</summary>
public sealed class LearnedSlotTests
{
    private static readonly DateTimeOffset Friday = new(2026, 1, 2, 17, 20, 0, TimeSpan.Zero);

    [Fact]
    public void Who_claims_on_Fridays_gets_the_digest_on_Fridays()
    {
        var week = WeekOfHours.Empty;
        Assert.Null(LearnedSlot.Of(week));
        for (var claims = 1; claims <= 8; claims++)
        {
            week = Seen(week, Friday.AddDays(7 * claims));
            Assert.Equal(claims >= 4, LearnedSlot.Of(week) is not null); // Three, less what faded.
        }

        Assert.Equal(new LearnedSlot.Weekly(IsoDayOfWeek.Friday, 17), LearnedSlot.Of(week));
    }

    [Fact]
    public void Neighbouring_hours_support_each_other_around_midnight_on_Sunday()
    {
        var week = WeekOfHours.Empty;
        var midnight = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero); // A Monday.
        foreach (var minutes in new[] { -30, 30, -20, 30, 40, 10 })
            week = Seen(week, midnight.AddMinutes(minutes));

        Assert.Equal(new LearnedSlot.Weekly(IsoDayOfWeek.Monday, 0), LearnedSlot.Of(week));
    }

    [Fact]
    public void Who_is_there_every_night_has_an_hour_of_the_day()
    {
        var week = WeekOfHours.Empty;
        for (var night = 0; night < 14; night++)
            week = Seen(week, new DateTimeOffset(2026, 1, 1, 2, 30, 0, TimeSpan.Zero).AddDays(night));

        Assert.Equal(new LearnedSlot.Daily(2), LearnedSlot.Of(week));
    }

    [Fact]
    public void Who_is_there_at_any_hour_has_none()
    {
        var week = WeekOfHours.Empty;
        for (var visit = 0; visit < 500; visit++)
            week = Seen(week, Friday.AddHours(visit * 31));

        Assert.Null(LearnedSlot.Of(week));
    }

    [Fact]
    public void Who_moves_from_Friday_to_Monday_is_followed_within_twenty_visits()
    {
        var week = WeekOfHours.Empty;
        for (var claims = 0; claims < 52; claims++)
            week = Seen(week, Friday.AddDays(7 * claims));
        var visits = 0;
        while (LearnedSlot.Of(week) is not LearnedSlot.Weekly { Day: IsoDayOfWeek.Monday, Hour: 8 })
            week = Seen(week, new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero).AddDays(7 * visits++));

        Assert.InRange(visits, 2, 20);
    }

    [Fact]
    public void Who_is_there_many_times_a_week_is_followed_within_twenty_visits_too()
    {
        var week = WeekOfHours.Empty;
        for (var visit = 0; visit < 1000; visit++)
            week = Seen(week, Friday.AddMinutes(visit % 30));
        var visits = 0;
        while (LearnedSlot.Of(week) is not LearnedSlot.Weekly { Day: IsoDayOfWeek.Saturday })
            week = Seen(week, Friday.AddDays(1).AddMinutes(visits++));

        Assert.InRange(visits, 2, 20);
    }

    [Theory]
    [InlineData("2026-07-03T15:59:59Z", "Europe/Berlin", "2026-07-03T16:00:00Z")] // 18:00 in summer...
    [InlineData("2026-07-03T16:00:00Z", "Europe/Berlin", "2026-07-03T16:00:00Z")]
    [InlineData("2026-07-03T16:00:01Z", "Europe/Berlin", "2026-07-10T16:00:00Z")]
    [InlineData("2026-10-23T17:00:00Z", "Europe/Berlin", "2026-10-30T17:00:00Z")] // ... and an hour later in winter.
    [InlineData("2026-07-03T00:00:00Z", "Asia/Kathmandu", "2026-07-03T12:15:00Z")]
    [InlineData("2026-07-03T00:00:00Z", "Pacific/Kiritimati", "2026-07-03T04:00:00Z")]
    public void Next_Friday_at_18(string from, string zone, string expected) =>
        Assert.Equal(Time(expected), new LearnedSlot.Weekly(IsoDayOfWeek.Friday, 18).NextFrom(Time(from), Zone(zone)));

    [Theory]
    [InlineData("2026-03-29T00:00:00Z", "Europe/Berlin", 2, "2026-03-29T01:00:00Z")] // Skipped: 02:00 is 03:00.
    [InlineData("2026-03-29T01:00:01Z", "Europe/Berlin", 2, "2026-03-30T00:00:00Z")]
    [InlineData("2026-10-24T23:00:00Z", "Europe/Berlin", 2, "2026-10-25T00:00:00Z")] // Twice: the first time...
    [InlineData("2026-10-25T00:00:01Z", "Europe/Berlin", 2, "2026-10-26T01:00:00Z")] // ... and not the second.
    [InlineData("2026-10-03T15:00:00Z", "Australia/Lord_Howe", 2, "2026-10-03T15:30:00Z")] // Half an hour is skipped.
    [InlineData("2018-11-04T02:00:00Z", "America/Sao_Paulo", 0, "2018-11-04T03:00:00Z")] // Midnight was skipped.
    [InlineData("2011-12-30T00:00:00Z", "Pacific/Apia", 9, "2011-12-30T19:00:00Z")] // So was a whole day.
    [InlineData("2011-12-30T11:00:00Z", "Pacific/Apia", 9, "2011-12-30T19:00:00Z")]
    public void Next_of_a_daily_slot(string from, string zone, int hour, string expected) =>
        Assert.Equal(Time(expected), new LearnedSlot.Daily(hour).NextFrom(Time(from), Zone(zone)));

    [Fact]
    public void A_Friday_that_a_zone_skipped_has_no_slot() =>
        Assert.Equal(
            Time("2012-01-05T19:00:00Z"),
            new LearnedSlot.Weekly(IsoDayOfWeek.Friday, 9).NextFrom(Time("2011-12-29T20:00:00Z"), Zone("Pacific/Apia")));

    [Theory]
    [InlineData("2026-10-25T00:30:00Z", 146)] // Sunday, 02:30 in summer time...
    [InlineData("2026-10-25T01:30:00Z", 146)] // ... and 02:30 again.
    [InlineData("2026-03-29T01:30:00Z", 147)] // 03:30: there was no 02:30.
    [InlineData("2026-01-04T23:00:00Z", 0)] // Monday in Berlin already.
    public void Hours_are_those_that_the_owners_clock_shows(string at, int hour) =>
        Assert.Equal(hour, WeekOfHours.HourOf(Time(at), Zone("Europe/Berlin")));

    private static WeekOfHours Seen(WeekOfHours week, DateTimeOffset at) =>
        week.Seen(at, DateTimeZone.Utc, WeekOfHours.One);

    private static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb[name];

    private static DateTimeOffset Time(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value.ToDateTimeOffset();
}

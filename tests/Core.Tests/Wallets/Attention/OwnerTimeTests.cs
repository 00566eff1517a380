using Kwala.Core.Wallets.Attention;
using NodaTime;

namespace Kwala.Core.Tests.Wallets.Attention;

/// <summary>The owner's clock, across the days on which it is put forward and back.</summary>
public class OwnerTimeTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T20:00:00Z", "09:00", "2026-03-29T07:00:00Z", "the first day of summer time")]
    [InlineData("Europe/Berlin", "2026-03-28T20:00:00Z", "02:30", "2026-03-29T01:30:00Z", "a time that is leapt over")]
    [InlineData("Europe/Berlin", "2026-10-24T20:00:00Z", "02:30", "2026-10-25T00:30:00Z", "the first of two")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", "02:30", "2026-10-26T01:30:00Z", "not the second of two")]
    [InlineData("Asia/Kathmandu", "2026-01-01T00:00:00Z", "07:00", "2026-01-01T01:15:00Z", "five hours and 45 minutes ahead")]
    [InlineData("America/New_York", "2026-01-01T04:59:00Z", "00:00", "2026-01-01T05:00:00Z", "the day begins later there")]
    [InlineData("Etc/UTC", "2026-01-01T09:00:00Z", "09:00", "2026-01-02T09:00:00Z", "never the instant itself")]
    public void The_next_time_is_what_the_clock_on_the_wall_shows(
        string zone, string after, string clock, string next, string because)
    {
        Assert.True(QuietHours.TryParse($"{clock}-23:59", out var quiet));

        var at = OwnerTime.Next(DateTimeOffset.Parse(after), OwnerTime.ZoneOf(zone), quiet!.From);

        Assert.NotEmpty(because);
        Assert.Equal(DateTimeOffset.Parse(next), at);
    }

    [Theory]
    [InlineData("friday 18:30", "2026-01-01T12:00:00Z", "2026-01-02T18:30:00Z")]
    [InlineData("friday 18:30", "2026-01-02T18:30:00Z", "2026-01-09T18:30:00Z")]
    [InlineData("daily 09:00", "2026-01-01T08:59:59Z", "2026-01-01T09:00:00Z")]
    [InlineData("learned monday 07:00", "2026-01-01T12:00:00Z", "2026-01-05T07:00:00Z")]
    public void A_digest_comes_at_the_next_time_of_its_schedule(string schedule, string after, string next)
    {
        Assert.True(DigestSchedule.TryParse(schedule, out var read));

        Assert.Equal(schedule, read!.ToString());
        Assert.Equal(DateTimeOffset.Parse(next), read.NextAfter(DateTimeOffset.Parse(after), DateTimeZone.Utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("daily 9:00")]
    [InlineData("daily 24:00")]
    [InlineData("Friday 09:00")]
    [InlineData("none 09:00")]
    [InlineData("learned")]
    [InlineData("learned learned daily 09:00")]
    public void What_is_no_schedule_is_refused(string text) => Assert.False(DigestSchedule.TryParse(text, out _));

    [Theory]
    [InlineData("22:00-07:00", "21:59", false)]
    [InlineData("22:00-07:00", "22:00", true)]
    [InlineData("22:00-07:00", "00:00", true)]
    [InlineData("22:00-07:00", "06:59", true)]
    [InlineData("22:00-07:00", "07:00", false)]
    [InlineData("12:00-13:00", "12:30", true)]
    [InlineData("12:00-13:00", "13:00", false)]
    public void Quiet_hours_may_span_midnight_and_end_before_their_last_minute(string hours, string clock, bool holds)
    {
        Assert.True(QuietHours.TryParse(hours, out var quiet));
        Assert.True(QuietHours.TryParse($"{clock}-23:58", out var at));

        Assert.Equal(holds, quiet!.Holds(at!.From));
        Assert.Equal(hours, quiet.ToString());
    }

    [Theory]
    [InlineData("22:00")]
    [InlineData("22:00-22:00")]
    [InlineData("25:00-07:00")]
    [InlineData("22:60-07:00")]
    [InlineData("22.00-07.00")]
    public void What_are_no_quiet_hours_is_refused(string text) => Assert.False(QuietHours.TryParse(text, out _));

    [Fact]
    public void A_zone_that_is_not_there_counts_as_utc()
    {
        Assert.False(OwnerTime.IsZone("Atlantis/Capital"));
        Assert.Equal(DateTimeZone.Utc, OwnerTime.ZoneOf("Atlantis/Capital"));
    }

    [Theory]
    [InlineData("", 100, 0, 0)]
    [InlineData("100 100 99", 100, 2, 3)]
    [InlineData("100 94 93", 100, 1, 2)]
    [InlineData("100 99", 106, 0, 1)]
    [InlineData("100 98", 100, 2, 2)]
    public void A_week_is_the_day_and_the_six_before(string sentOn, int day, int onDay, int inWeek)
    {
        var spent = sentOn.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order()
            .Aggregate(Spending.None, (so, on) => so.Add(on));
        var moved = sentOn == "100 98" ? Spending.None.Add(100).Add(98) : spent;

        Assert.Equal(onDay, moved.On(day));
        Assert.Equal(inWeek, moved.InWeekTo(day));
        Assert.True(moved.Counts.Length <= 7);
    }
}

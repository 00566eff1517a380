using Kwala.Core.Delivery;

namespace Kwala.Core.Tests.Delivery;

/// <summary>A provider's limit, kept by giving every message its place in time.</summary>
public sealed class SendScheduleTests
{
    private static readonly SendLimit Telegram = new(30, TimeSpan.FromSeconds(1));
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Long past the pause that a new schedule begins with.
    private DateTimeOffset _now = Start + TimeSpan.FromMinutes(1);
    private SendSchedule _schedule = SendSchedule.From(Telegram, Start);

    private DateTimeOffset? Ask(Lane lane, string address)
    {
        _schedule = _schedule.Ask(lane, address, _now, out var after);
        // As timers wait: whole milliseconds.
        return after is { } wait ? _now + TimeSpan.FromMilliseconds((long)wait.TotalMilliseconds) : null;
    }

    [Fact]
    public void No_second_has_more_messages_than_the_limit_however_many_ask()
    {
        var places = new List<DateTimeOffset>();
        // Few messages first, whose addresses may be written to again a second later; then very many.
        for (var tick = 0; tick < 700; tick++)
        {
            string[] asking = tick < 30 || tick is > 75 and < 90
                ? [$"{tick % 10}", $"{(tick + 5) % 10}"]
                : tick > 100 ? [$"new {tick}", $"{tick % 10}"] : [];
            places.AddRange(asking.Select(it => Ask(Lane.Critical, it)).OfType<DateTimeOffset>());
            _now += TimeSpan.FromMilliseconds(10.37);
        }

        Assert.True(places.Count > 170, $"Only {places.Count} places in seven seconds.");
        Assert.All(places, first => Assert.InRange(
            places.Count(it => it >= first && it < first + TimeSpan.FromSeconds(1)), 1, 30));
    }

    [Fact]
    public void One_address_gets_one_message_a_second_and_holds_up_no_other()
    {
        Assert.Equal(_now, Ask(Lane.Critical, "one"));
        Assert.Null(Ask(Lane.Critical, "one"));
        Assert.NotNull(Ask(Lane.Critical, "other"));

        _now += TimeSpan.FromMilliseconds(750);
        Assert.Null(Ask(Lane.Critical, "one"));
        Assert.Equal(_now, Ask(Lane.Critical, "third"));
        _now += TimeSpan.FromMilliseconds(251);
        Assert.Equal(_now, Ask(Lane.Critical, "one"));
    }

    [Fact]
    public void While_critical_messages_want_every_place_the_others_get_none()
    {
        var critical = 0;
        for (var asked = 0; asked < 400; asked++)
        {
            while (Ask(Lane.Critical, $"c{critical}") is not null)
                critical++;
            // What has become free meanwhile is asked for by the others first.
            _now += TimeSpan.FromMilliseconds(40);
            Assert.Null(Ask(Lane.Standard, $"s{asked}"));
            Assert.Null(Ask(Lane.Bulk, $"b{asked}"));
        }

        Assert.InRange(critical, 16 * 30 - 1, (16 * 30) + 10);
        _now += TimeSpan.FromMilliseconds(300);
        Assert.NotNull(Ask(Lane.Bulk, "last"));
    }

    [Fact]
    public void What_begins_anew_gives_no_place_that_was_given_out_before()
    {
        var last = _now;
        for (var asked = 0; Ask(Lane.Critical, $"{asked}") is { } place; asked++)
            last = place;
        _schedule = SendSchedule.From(Telegram, _now);

        Assert.Null(Ask(Lane.Critical, "0"));
        _now = last + TimeSpan.FromSeconds(1);
        Assert.NotNull(Ask(Lane.Critical, "0"));
    }

    [Fact]
    public void Addresses_whose_pause_is_over_are_not_remembered()
    {
        for (var asked = 0; asked < 100; asked++)
        {
            Ask(Lane.Critical, $"{asked}");
            _now += TimeSpan.FromMilliseconds(100);
        }

        Assert.InRange(_schedule.Addresses.Count, 1, 12);
    }
}

using Kwala.Grains.Runtime.Tests.Fixture;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_activates_its_grain_at_first_time_and_every_period()
    {
        await using var silo = await TestSilo.StartAsync();
        var alarm = silo.Grain<IAlarmGrain>("a");
        await alarm.Remind("wake", 5 * Minute, 10 * Minute);
        await alarm.Leave();

        silo.Time.Advance(5 * Minute);
        await silo.Journal.Seen("wake at 00:05");
        await silo.Time.WhenArmed(10 * Minute);
        silo.Time.Advance(10 * Minute);
        await silo.Journal.Seen("wake at 00:15");
    }

    [Fact]
    public async Task A_timer_and_a_reminder_go_by_one_clock()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Grain<IPuppetGrain>("p").StartTimer("tick", 7 * Minute, Timeout.InfiniteTimeSpan, false);
        await silo.Grain<IAlarmGrain>("a").Remind("wake", 5 * Minute, 10 * Minute);

        silo.Time.Advance(5 * Minute);
        await silo.Journal.Seen("wake at 00:05");
        silo.Time.Advance(2 * Minute);
        await silo.Journal.Seen("tick");

        Assert.Equal(["p: activated", "wake at 00:05", "tick"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Reminders_in_the_table_survive_the_process_and_keep_their_rhythm()
    {
        var world = new World();
        var entry = new ReminderEntry
        {
            GrainId = GrainId.Create("alarm", "a"),
            ReminderName = "wake",
            StartAt = new DateTime(2025, 12, 31, 23, 57, 0, DateTimeKind.Utc),
            Period = 10 * Minute,
        };
        await world.Reminders.UpsertRow(entry);
        await using var silo = await TestSilo.StartAsync(world: world);

        await silo.Time.WhenArmed(7 * Minute);
        silo.Time.Advance(7 * Minute);

        await silo.Journal.Seen("wake at 00:07");
        Assert.Equal(["wake at 00:07"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_forgotten_reminder_is_gone_from_the_table_and_silent()
    {
        await using var silo = await TestSilo.StartAsync();
        var alarm = silo.Grain<IAlarmGrain>("a");
        await alarm.Remind("wake", Minute, Minute);
        await alarm.Remind("other", TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        Assert.True(await alarm.Forget("wake"));
        Assert.False(await alarm.Forget("wake"));
        silo.Time.Advance(5 * Minute);

        Assert.Equal(1, await alarm.Count());
        Assert.Empty(silo.Journal.Lines);
    }

    [Fact]
    public async Task A_reminder_that_is_gone_may_be_forgotten_again_and_one_that_changed_may_not()
    {
        await using var silo = await TestSilo.StartAsync();
        var alarm = silo.Grain<IAlarmGrain>("a");
        await alarm.Remind("wake", Minute, Minute);

        await alarm.ForgetTwice("wake");

        Assert.Equal(0, await alarm.Count());
        await alarm.Remind("wake", Minute, Minute);
        await Assert.ThrowsAsync<ReminderException>(() => alarm.ForgetAfterChange("wake"));
        Assert.Equal(1, await alarm.Count());
    }

    [Fact]
    public async Task A_reminder_without_a_name_is_refused()
    {
        await using var silo = await TestSilo.StartAsync();
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => silo.Grain<IAlarmGrain>("a").Remind(" ", Minute, Minute));
    }

    [Fact]
    public async Task A_reminder_of_a_grain_that_cannot_be_reminded_is_refused()
    {
        await using var silo = await TestSilo.StartAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => silo.Grain<IUnremindableGrain>("u").Remind("wake"));

        Assert.Equal(
            "Grain unremindable/u is not 'IRemindable'. A grain should implement IRemindable to use the persistent "
            + "reminder service",
            refused.Message);
    }

    [Fact]
    public async Task A_period_below_the_minimum_is_refused()
    {
        await using var silo = await TestSilo.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(
            () => silo.Grain<IAlarmGrain>("a").Remind("often", Minute, TimeSpan.FromSeconds(59)));
    }
}

using Kwala.Grains.Runtime.Tests.Fixture;

namespace Kwala.Grains.Runtime.Tests;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_a_period_after_each_tick()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Grain<IPuppetGrain>("p").StartTimer("tick", 5 * Second, 7 * Second, false);

        silo.Time.Advance(4 * Second);
        Assert.DoesNotContain("tick", silo.Journal.Lines);
        silo.Time.Advance(Second);
        await silo.Journal.Seen("tick");
        await silo.Time.WhenArmed(7 * Second);
        silo.Time.Advance(7 * Second);
        await silo.Journal.Seen("tick", times: 2);
    }

    [Theory]
    [InlineData(false, new[] { "p: activated", "gate: waiting", "gate: passed", "tick" })]
    [InlineData(true, new[] { "p: activated", "gate: waiting", "tick", "gate: passed" })]
    public async Task A_tick_waits_for_the_running_call_unless_it_interleaves(bool interleave, string[] lines)
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.StartTimer("tick", Second, Timeout.InfiniteTimeSpan, interleave);
        var call = puppet.WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        silo.Time.Advance(Second);
        if (interleave)
            await silo.Journal.Seen("tick");
        silo.Journal.Open("gate");
        await call;
        await silo.Journal.Seen("tick");

        Assert.Equal(lines, silo.Journal.Lines);
    }

    [Fact]
    public async Task A_changed_timer_keeps_the_new_time_and_a_disposed_one_is_silent()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.StartTimer("changed", 5 * Second, 5 * Second, false);
        await puppet.StartTimer("stopped", 5 * Second, 5 * Second, false);
        await puppet.ChangeTimer("changed", 8 * Second, Timeout.InfiniteTimeSpan);
        await puppet.StopTimer("stopped");

        silo.Time.Advance(7 * Second);
        await puppet.Write("still nothing");
        silo.Time.Advance(Second);
        await silo.Journal.Seen("changed");

        Assert.Equal(["p: activated", "still nothing", "changed"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_timer_with_nothing_to_wait_for_asks_no_clock()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");

        await puppet.StartTimer("tick", TimeSpan.Zero, 5 * Second, false);
        await silo.Journal.Seen("tick");
        await silo.Time.WhenArmed(5 * Second);
        await puppet.ChangeTimer("tick", TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await silo.Journal.Seen("tick", times: 2);
        silo.Time.Advance(10 * Second);
        await puppet.Write("nothing more");

        Assert.Equal(["p: activated", "tick", "tick", "nothing more"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_disposed_timer_may_be_changed_and_stays_silent()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.StartTimer("tick", Second, Second, false);
        await puppet.StopTimer("tick");

        await puppet.ChangeTimer("tick", TimeSpan.Zero, Second);
        silo.Time.Advance(5 * Second);
        await puppet.Write("nothing");

        Assert.Equal(["p: activated", "nothing"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.StartTimer("tick", TimeSpan.FromHours(1), TimeSpan.FromHours(1), false);

        await puppet.Leave();
        await silo.Journal.Seen("p: deactivated, ApplicationRequested");
        silo.Time.Advance(TimeSpan.FromHours(2));
        await silo.Grain<IPuppetGrain>("q").Write("done");

        Assert.DoesNotContain("tick", silo.Journal.Lines);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Local.Tests.Fixture;

namespace Orleans.Local.Tests;

public sealed class TimeOutTests
{
    [Fact]
    public async Task A_call_that_never_returns_times_out_at_the_caller_while_the_activation_goes_on()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var call = puppet.WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        silo.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        silo.Time.Advance(TimeSpan.FromSeconds(1));

        var timeOut = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.StartsWith("Response did not arrive on time in 00:00:30", timeOut.Message, StringComparison.Ordinal);
        silo.Journal.Open("gate");
        await puppet.Write("alive");
        Assert.Equal(["p: activated", "gate: waiting", "gate: passed", "alive"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_call_that_times_out_in_the_queue_is_never_run()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var first = puppet.WaitFor("gate");
        var second = puppet.Write("late");
        await silo.Journal.Seen("gate: waiting");

        silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        silo.Journal.Open("gate");
        await puppet.Write("after");

        Assert.DoesNotContain("late", silo.Journal.Lines);
    }

    [Fact]
    public async Task A_grain_that_blocks_its_thread_does_not_hold_its_callers()
    {
        await using var silo = await TestSilo.StartAsync(services =>
            services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));
        var puppet = silo.Grain<IPuppetGrain>("p");
        var call = puppet.BlockUntil("gate");
        await silo.Journal.Seen("gate: blocking");

        silo.Time.Advance(TimeSpan.FromSeconds(6));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        silo.Journal.Open("gate");
        await puppet.Write("alive");
    }
}

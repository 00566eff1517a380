using Kwala.Grains.Runtime.Tests.Fixture;
using Kwala.TestKit;
using Kwala.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Kwala.Grains.Runtime.Tests;

public sealed class TimeOutTests
{
    [Fact]
    public async Task A_call_that_never_returns_times_out_at_the_caller_while_the_activation_goes_on()
    {
        await using var silo = await Start();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var call = puppet.WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        silo.LetCallsTimeOut();

        var timeOut = await Assert.ThrowsAsync<TimeoutException>(() => call.OrFail("the caller still waits"));
        Assert.StartsWith(
            $"Response did not arrive on time in {RuntimeHost.ResponseTimeout}", timeOut.Message,
            StringComparison.Ordinal);
        silo.Journal.Open("gate");
        await puppet.Write("alive");
        Assert.Equal(["p: activated", "gate: waiting", "gate: passed", "alive"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_call_that_times_out_in_the_queue_is_never_run()
    {
        await using var silo = await Start();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.Write("here");
        var first = puppet.WaitFor("gate");
        var second = puppet.Write("late");
        await silo.Journal.Seen("gate: waiting");

        silo.LetCallsTimeOut();
        await Assert.ThrowsAsync<TimeoutException>(() => first.OrFail("the caller still waits"));
        await Assert.ThrowsAsync<TimeoutException>(() => second.OrFail("the caller still waits"));
        silo.Journal.Open("gate");
        await puppet.Write("after");

        Assert.DoesNotContain("late", silo.Journal.Lines);
    }

    [Fact]
    public async Task Two_grains_that_wait_for_each_other_end_with_a_time_out()
    {
        await using var silo = await Start();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var call = puppet.CallBackThrough(silo.Grain<IPuppetGrain>("q"), puppet);
        await silo.Journal.Seen("q: activated");

        silo.LetCallsTimeOut();

        await Assert.ThrowsAsync<TimeoutException>(() => call.OrFail("the caller still waits"));
        Assert.DoesNotContain("never", silo.Journal.Lines);
        await silo.Grain<IPuppetGrain>("q").Write("alive");
    }

    private static Task<TestSilo> Start() => TestSilo.StartAsync(services =>
        services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = RuntimeHost.ResponseTimeout));
}

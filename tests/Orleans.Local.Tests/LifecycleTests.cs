using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Local.Tests.Fixture;
using Orleans.Runtime;

namespace Orleans.Local.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task A_failed_activation_reaches_the_caller_and_the_next_call_tries_again()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("reluctant");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => puppet.Write("too early"));

        Assert.Equal("Not yet.", failure.Message);
        await puppet.Write("now");
        Assert.Equal(["reluctant: activated", "reluctant: activated", "now"], silo.Journal.Lines);
    }

    [Fact]
    public async Task After_deactivate_on_idle_waiting_and_later_calls_go_to_a_new_activation_in_order()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("slow");
        var leave = puppet.Leave();
        var first = puppet.Write("first");
        var second = puppet.Write("second");
        await leave;
        var third = puppet.Write("third");
        silo.Journal.Open("leave");

        await Task.WhenAll(first, second, third);

        Assert.Equal(
            ["slow: activated", "slow: deactivated, ApplicationRequested", "slow: activated",
                "first", "second", "third"],
            silo.Journal.Lines);
    }

    [Fact]
    public async Task An_idle_activation_is_collected_after_its_age_and_a_used_one_stays()
    {
        await using var silo = await TestSilo.StartAsync(services =>
            services.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(10)));
        await silo.Grain<IPuppetGrain>("idle").Write("hello");
        for (var minute = 0; minute < 12; minute++)
        {
            await silo.Grain<IPuppetGrain>("used").Write("hello");
            silo.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await silo.Journal.Seen("idle: deactivated, ActivationIdle");
        Assert.DoesNotContain("used: deactivated, ActivationIdle", silo.Journal.Lines);
        silo.Time.Advance(TimeSpan.FromMinutes(12));
        await silo.Journal.Seen("used: deactivated, ActivationIdle");
    }

    [Fact]
    public async Task An_activation_with_a_running_call_is_not_collected()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var call = puppet.WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        silo.Time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        silo.Journal.Open("gate");
        await puppet.Write("same activation");

        Assert.Equal(["p: activated", "gate: waiting", "gate: passed", "same activation"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Stopping_the_host_deactivates_every_grain_and_refuses_new_ones()
    {
        await using var silo = await TestSilo.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => silo.Grain<IPuppetGrain>($"{i}").Write("hello")));

        await silo.StopAsync();

        Assert.Equal(20, silo.Journal.Lines.Count(
            line => line.EndsWith(": deactivated, ShuttingDown", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<OrleansException>(() => silo.Grain<IPuppetGrain>("new").Write("no"));
    }

    [Fact]
    public async Task Stopping_the_host_leaves_behind_what_does_not_end_in_its_time()
    {
        await using var silo = await TestSilo.StartAsync();
        var call = silo.Grain<IPuppetGrain>("p").WaitFor("never");
        await silo.Journal.Seen("never: waiting");
        using var patience = new CancellationTokenSource();
        var stop = silo.StopAsync(patience.Token);
        Assert.False(stop.IsCompleted);

        await patience.CancelAsync();

        await stop;
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task Calls_are_neither_lost_nor_served_by_two_activations_while_grains_come_and_go()
    {
        await using var silo = await TestSilo.StartAsync();
        var calls = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var visited = silo.Grain<IVisitedGrain>($"{(caller + i) % 5}");
                Assert.Equal(i, await visited.Visit(i, leave: (caller * 7 + i) % 3 == 0));
            }
        }));

        await Task.WhenAll(calls);

        Assert.Equal(0, VisitedGrain.Overlaps);
    }

    [Fact]
    public async Task A_scoped_service_lives_as_long_as_its_activation()
    {
        await using var silo = await TestSilo.StartAsync(services => services.AddScoped<ScopedThing>());
        var grain = silo.Grain<IScopedGrain>("a");
        await grain.Leave();
        await silo.Journal.Seen("thing disposed");

        await grain.Leave();

        await silo.Journal.Seen("thing disposed", times: 2);
        Assert.Equal(["thing made", "thing disposed", "thing made", "thing disposed"], silo.Journal.Lines);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails_and_one_that_does_not_end_is_abandoned()
    {
        await using var silo = await TestSilo.StartAsync(services => services.Configure<SiloMessagingOptions>(
            options => options.ResponseTimeout = TimeSpan.FromMinutes(5)));
        var late = silo.Grain<IPuppetGrain>("slow to come").Write("never");
        await silo.Time.WhenArmed(TimeSpan.FromSeconds(30));
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<TimeoutException>(() => late);

        var puppet = silo.Grain<IPuppetGrain>("slow to leave");
        await puppet.Leave();
        var next = puppet.Write("next");
        await silo.Time.WhenArmed(TimeSpan.FromSeconds(30));
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        await next;
    }

    [Fact]
    public async Task A_class_is_chosen_by_prefix_and_its_constructor_is_served_by_the_container()
    {
        await using var silo = await TestSilo.StartAsync(services => services.AddKeyedSingleton("name", "of its name"));

        var first = silo.Client.GetGrain<ISharedGrain>("k", typeof(FirstSharedGrain).FullName);
        var second = silo.Client.GetGrain<ISharedGrain>("k", typeof(SecondSharedGrain).FullName);

        Assert.Equal("first of its name", await first.WhoAmI());
        Assert.Equal("second/k", await second.WhoAmI());
        Assert.NotEqual((GrainReference)(object)first, (GrainReference)(object)second);
        Assert.Throws<ArgumentException>(() => silo.Grain<ISharedGrain>("k"));
    }
}

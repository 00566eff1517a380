using Kwala.Grains.Runtime.Tests.Fixture;
using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests;

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
        await puppet.Write("here");
        var leave = puppet.Leave();
        var first = puppet.Write("first");
        var second = puppet.Write("second");
        await leave;
        var third = puppet.Write("third");
        silo.Journal.Open("leave");

        await Task.WhenAll(first, second, third).OrFail("calls still wait for a new activation");

        Assert.Equal(
            ["slow: activated", "here", "slow: deactivated, ApplicationRequested", "slow: activated",
                "first", "second", "third"],
            silo.Journal.Lines);
    }

    [Fact]
    public async Task An_idle_activation_is_collected()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Grain<IPuppetGrain>("idle").Write("hello");

        await silo.CollectIdle();

        await silo.Journal.Seen("idle: deactivated, ActivationIdle");
    }

    [Fact]
    public async Task An_activation_with_a_running_call_is_not_collected()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        _ = puppet.WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        await silo.CollectIdle();
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
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Grain<IPuppetGrain>("new").Write("no"));
    }

    [Fact]
    public async Task No_grain_has_two_activations_while_grains_come_and_go()
    {
        await using var silo = await TestSilo.StartAsync();
        var calls = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await Visit(silo, $"{(caller + i) % 5}", i, leave: (caller * 7 + i) % 3 == 0);
        }));

        await Task.WhenAll(calls);

        Assert.Equal(0, VisitedGrain.Overlaps);
    }

    // A runtime may refuse a call that it could not place after several tries; what it refused was not run.
    private static async Task Visit(TestSilo silo, string key, int number, bool leave)
    {
        while (true)
        {
            try
            {
                Assert.Equal(number, await silo.Grain<IVisitedGrain>(key).Visit(number, leave));
                return;
            }
            catch (OrleansMessageRejectionException)
            {
                await Task.Yield();
            }
        }
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
    public async Task A_grain_that_holds_something_is_disposed_with_its_activation()
    {
        await using var silo = await TestSilo.StartAsync();

        await silo.Grain<IDisposedGrain>("a").Leave();

        await silo.Journal.Seen("grain disposed");
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

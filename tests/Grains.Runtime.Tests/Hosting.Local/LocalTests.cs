using Kwala.Grains.Runtime.Tests.Fixture;
using Kwala.TestKit;
using Kwala.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;

namespace Kwala.Grains.Runtime.Tests.Hosting.Local;

/// <summary>
/// What Orleans measures by the machine's clock or leaves open, and Orleans.Local measures by the clock that it is
/// given or promises.
/// </summary>
public sealed class LocalTests
{
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
    public async Task Stopping_the_host_leaves_behind_what_does_not_end_in_its_time()
    {
        await using var silo = await TestSilo.StartAsync();
        var call = silo.Grain<IPuppetGrain>("p").WaitFor("never");
        await silo.Journal.Seen("never: waiting");
        using var patience = new CancellationTokenSource();
        var stop = silo.StopAsync(patience.Token);
        Assert.False(stop.IsCompleted);

        await patience.CancelAsync();

        await stop.OrFail("the host still waits for a call that does not end");
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails_and_one_that_does_not_end_is_abandoned()
    {
        await using var silo = await TestSilo.StartAsync(services => services.Configure<SiloMessagingOptions>(
            options => options.ResponseTimeout = TimeSpan.FromMinutes(5)));
        var late = silo.Grain<IPuppetGrain>("slow to come").Write("never");
        await silo.Time.WhenArmed(TimeSpan.FromSeconds(30));
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<TimeoutException>(() => late.OrFail("the activation is still waited for"));

        var puppet = silo.Grain<IPuppetGrain>("slow to leave");
        await puppet.Leave();
        var next = puppet.Write("next");
        await silo.Time.WhenArmed(TimeSpan.FromSeconds(30));
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        await next.OrFail("the next activation still waits for the end of the one before");
    }

    [Fact]
    public async Task Timers_end_with_their_activation_and_do_not_keep_it_alive()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.Write("here");
        var armed = silo.Time.ArmedTimers;
        await puppet.StartTimer("tick", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), false);

        silo.Time.Advance(TimeSpan.FromMinutes(10));
        await silo.Journal.Seen("tick");
        await silo.Time.WhenArmed(TimeSpan.FromMinutes(10));
        silo.Time.Advance(TimeSpan.FromMinutes(8));
        await silo.Journal.Seen("p: deactivated, ActivationIdle");
        Assert.Equal(armed, silo.Time.ArmedTimers);
        silo.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["p: activated", "here", "tick", "p: deactivated, ActivationIdle"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Where_no_table_is_registered_reminders_are_refused()
    {
        var world = new World();
        await using var host = await RuntimeHost.Start(
            world.Time, services => services.AddSingleton<TimeProvider>(world.Time).AddSingleton(world.Journal));
        var alarm = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAlarmGrain>("a");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => alarm.Remind("wake", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_host_that_is_told_twice_to_run_grains_runs_them_once_and_lends_its_configuration()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => Assert.Same(builder.Configuration, silo.Configuration)).UseOrleans(_ => { });

        using var host = builder.Build();

        Assert.Single(host.Services.GetServices<IHostedService>());
        Assert.Same(
            host.Services.GetRequiredService<IClusterClient>(), host.Services.GetRequiredService<IGrainFactory>());
    }

    [Fact]
    public async Task A_call_is_never_cut_short()
    {
        await using var silo = await TestSilo.StartAsync();
        var call = silo.Grain<IPuppetGrain>("p").WaitFor("gate");
        await silo.Journal.Seen("gate: waiting");

        silo.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        silo.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => call.OrFail("the caller still waits"));
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

        await Assert.ThrowsAsync<TimeoutException>(() => call.OrFail("the caller still waits"));
        silo.Journal.Open("gate");
        await puppet.Write("alive");
    }

    [Fact]
    public async Task No_call_is_refused_however_often_its_grain_ends()
    {
        await using var silo = await TestSilo.StartAsync();
        var calls = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var visited = silo.Grain<IVisitedGrain>($"local {(caller + i) % 5}");
                Assert.Equal(i, await visited.Visit(i, leave: (caller * 7 + i) % 3 == 0));
            }
        }));

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task An_interleaving_call_that_came_before_activation_passes_those_that_wait_behind_the_first()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");

        var calls = new[] { puppet.WaitFor("gate"), puppet.Write("second"), puppet.WriteBetween("between") };
        await calls[2].OrFail("the interleaving call still waits for the other");
        silo.Journal.Open("gate");
        await Task.WhenAll(calls);

        Assert.Equal(["p: activated", "gate: waiting", "between", "gate: passed", "second"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Calls_of_one_caller_arrive_in_order_from_the_first_on()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => puppet.Write($"{i}")));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), silo.Journal.Lines.Skip(1));
    }
}

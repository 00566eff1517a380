using Kwala.Grains.Runtime.Tests.Fixture;
using Kwala.TestKit;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task Calls_of_one_caller_arrive_in_order()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.Write("here");

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => puppet.Write($"{i}")));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), silo.Journal.Lines.Skip(2));
    }

    [Fact]
    public async Task Calls_do_not_interleave_at_awaits()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.Write("here");

        var first = puppet.WaitFor("gate");
        var second = puppet.Write("second");
        await silo.Journal.Seen("gate: waiting");
        silo.Journal.Open("gate");
        await Task.WhenAll(first, second);

        Assert.Equal(["p: activated", "here", "gate: waiting", "gate: passed", "second"], silo.Journal.Lines);
    }

    [Fact]
    public async Task An_interleaving_call_passes_while_another_awaits()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        await puppet.Write("here");

        var first = puppet.WaitFor("gate");
        var second = puppet.Write("second");
        await puppet.WriteBetween("between").OrFail("the interleaving call still waits for the other");
        silo.Journal.Open("gate");
        await Task.WhenAll(first, second);

        Assert.Equal(
            ["p: activated", "here", "gate: waiting", "between", "gate: passed", "second"], silo.Journal.Lines);
    }

    [Fact]
    public async Task Nothing_of_one_activation_ever_runs_in_parallel()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");
        var soon = TimeSpan.FromMilliseconds(1);
        await puppet.StartTimer("tick", TimeSpan.Zero, soon, true);

        var calls = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => puppet.Crowd(500))));
        while (!calls.IsCompleted)
        {
            await Task.WhenAny(calls, silo.Time.WhenArmed(soon));
            silo.Time.Advance(soon);
        }

        Assert.All(await calls, most => Assert.Equal(1, most));
        Assert.Contains("tick", silo.Journal.Lines);
    }

    [Fact]
    public async Task Continuations_and_tasks_of_a_grain_run_on_its_own_scheduler()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.True(await silo.Grain<IPuppetGrain>("p").RunsOnOwnScheduler());
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_as_it_was_thrown()
    {
        await using var silo = await TestSilo.StartAsync();
        var puppet = silo.Grain<IPuppetGrain>("p");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => puppet.Throw("No."));

        Assert.Equal("No.", thrown.Message);
        await puppet.Write("alive");
    }

    [Fact]
    public async Task A_method_that_a_plain_interface_brings_in_is_a_call_like_any_other()
    {
        await using var silo = await TestSilo.StartAsync();
        ICounted counted = silo.Grain<ICountedGrain>("c");

        await counted.Count();

        Assert.Equal(2, await counted.Count());
    }

    [Fact]
    public async Task A_grain_reference_can_be_handed_to_another_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var other = silo.Grain<IPuppetGrain>("other");

        await silo.Grain<IPuppetGrain>("p").CallBack(other, "hello");

        Assert.Contains("hello", silo.Journal.Lines);
        Assert.Equal("other", other.GetPrimaryKeyString());
        Assert.Equal(GrainId.Create("puppet", "other"), other.GetGrainId());
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_wait()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var call = silo.Grain<IPuppetGrain>("p").WaitCancellably(source.Token);
        await silo.Journal.Seen("waiting cancellably");

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.OrFail("the caller still waits"));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Kwala.Simulation.Worlds;

namespace Kwala.Simulation.Tests;

/// <summary>The seeds that every build runs.</summary>
public sealed class SeedTests
{
    private const int Seeds = 300;

    // But those that are known to break one still: docs/simulation.md says why.
    [Fact]
    public void Every_promise_is_kept_in_each_of_300_worlds() => KeepTheirPromises(
    [
        .. Enumerable.Range(1, 2 * Seeds).Select(seed => WorldPlan.Of((ulong)seed))
            .ExceptBy(WorldsOf("open.txt").Select(open => open.Seed), plan => plan.Seed)
            .Take(Seeds),
    ]);

    [Fact]
    public void Every_promise_is_kept_in_each_world_that_once_broke_one() =>
        KeepTheirPromises(WorldsOf("kept.txt"));

    private static WorldPlan[] WorldsOf(string file) =>
        PlanText.ReadFile(Path.Combine(AppContext.BaseDirectory, "Seeds", file));

    private static void KeepTheirPromises(WorldPlan[] plans)
    {
        var failed = new ConcurrentQueue<Outcome>();
        var runs = 0;
        Campaign.Run(
            plans,
            Environment.ProcessorCount,
            outcome =>
            {
                Interlocked.Increment(ref runs);
                if (outcome.Broken is not null)
                    failed.Enqueue(outcome);
            },
            CancellationToken.None);
        Assert.Equal(plans.Length, runs);
        Assert.True(failed.IsEmpty, string.Join("\n\n", failed.Take(5).Select(Told)));
    }

    [Fact]
    public void Two_processes_tell_the_same_story_of_one_seed()
    {
        var plan = WorldPlan.Of(12) with { Faults = Fault.All };
        var here = Campaign.Run(plan);
        Assert.NotEmpty(here.TraceHash);
        Assert.Contains(here.TraceHash, InAnotherProcess(plan), StringComparison.Ordinal);
        Assert.Equal(InAnotherProcess(plan), InAnotherProcess(plan));
    }

    [Fact]
    public void Worlds_that_run_side_by_side_tell_what_each_tells_alone()
    {
        var plans = Enumerable.Range(1, 8).Select(seed => WorldPlan.Of((ulong)seed)).ToArray();
        var together = new ConcurrentDictionary<ulong, string>();
        Campaign.Run(
            plans, plans.Length, outcome => together[outcome.Plan.Seed] = outcome.TraceHash, CancellationToken.None);
        Assert.All(plans, plan => Assert.Equal(Campaign.Run(plan).TraceHash, together[plan.Seed]));
    }

    // With digests in the outbox, crashes, and two processes.
    [Fact]
    public void A_world_that_is_told_is_the_world_that_is_not()
    {
        var plan = WorldPlan.Of(126);
        var lines = 0;
        Assert.Equal(Campaign.Run(plan).TraceHash, Campaign.Run(plan, _ => lines++).TraceHash);
        Assert.NotEqual(0, lines);
    }

    [Fact]
    public void Another_seed_is_another_story() =>
        Assert.NotEqual(Campaign.Run(WorldPlan.Of(1)).TraceHash, Campaign.Run(WorldPlan.Of(2)).TraceHash);

    private static string Told(Outcome failed)
    {
        var small = Campaign.Shrink(failed);
        return $"{small.Broken}\n  {PlanText.Command(small.Plan)}";
    }

    private static string InAnotherProcess(WorldPlan plan)
    {
        var program = Path.ChangeExtension(typeof(World).Assembly.Location, ".dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"{program} {PlanText.Of(plan)} --hash")
        {
            RedirectStandardOutput = true,
        })!;
        return process.StandardOutput.ReadToEnd();
    }
}

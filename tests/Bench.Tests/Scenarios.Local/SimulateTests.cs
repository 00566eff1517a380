using System.Text.Json.Nodes;
using Kwala.Simulation.Worlds;
using Kwala.TestKit;

namespace Kwala.Bench.Scenarios.Local;

public sealed class SimulateTests
{
    [Fact]
    public async Task Stopped_from_outside_it_prints_the_figures_so_far_and_ends_well()
    {
        using StringWriter output = new(), errors = new();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        var status = await BenchCommand.Run(["simulate", "--seeds", "100000"], output, errors, stopped.Token);

        Assert.Equal(0, status);
        Assert.Equal("", errors.ToString());
        Assert.Equal(0, (int)JsonNode.Parse(output.ToString())!["seeds"]!);
    }

    [Fact]
    public async Task When_the_time_is_over_no_other_world_begins()
    {
        using StringWriter output = new(), errors = new();

        var status = await BenchCommand.Run(
            ["simulate", "--seeds", "100000", "--minutes", "0"], output, errors, CancellationToken.None);

        Assert.Equal(0, status);
        Assert.Equal(0, (int)JsonNode.Parse(output.ToString())!["seeds"]!);
    }

    [Fact]
    public void A_failed_seed_is_told_with_the_command_that_repeats_it()
    {
        var failed = Failed(41) with { Plan = WorldPlan.Of(41) with { Faults = Fault.Crashes, Wallets = 1, Blocks = 7 } };

        Assert.Equal(
            ["seed 41: ToldOnce: twice", "  dotnet run --project tests/Simulation -- --seed 41 --faults Crashes --wallets 1 --blocks 7"],
            WorldTally.Told(failed).Split(Environment.NewLine));
    }

    [Fact]
    public void The_figures_count_every_world_and_name_the_lowest_of_the_failed_seeds()
    {
        var time = new FakeTime();
        var tally = new WorldTally(1, time);
        for (var seed = 300UL; seed > 0; seed--)
            tally.Add(seed % 2 == 0 ? Failed(seed) : Failed(seed) with { Broken = null });
        time.Advance(TimeSpan.FromSeconds(60));

        var figures = tally.Figures();

        Assert.Equal(300, (int)figures["seeds"]!);
        Assert.Equal(150, (int)figures["failed"]!);
        Assert.Equal(
            Enumerable.Range(1, WorldTally.NamedMax).Select(number => 2 * number),
            figures["failedSeeds"]!.AsArray().Select(seed => (int)seed!.GetValue<ulong>()));
        Assert.Equal(5.0, (double)figures["worldsPerSecond"]!);
        Assert.Equal("300 of 1,000 worlds, 150 failed, 5.0 a second", tally.Summary(1000));
    }

    private static Outcome Failed(ulong seed) =>
        new(WorldPlan.Of(seed), "ToldOnce: twice", "", 1, TimeSpan.Zero, 1, []);
}

using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>A workflow's changed file decides about present values, without a new event (docs/decisions/0006).</summary>
public sealed class WorkflowFileChangeTests
{
    [SkippableFact]
    public async Task A_line_that_is_raised_in_the_file_tells_once_who_is_below_it_now()
    {
        await using var world = await LendingWorld.Start();
        var (lower, higher) = (People.Wallet(1), People.Wallet(2));
        var block = await world.Market.Report((lower, 1.4m), (higher, 2.0m));
        await world.Kwala.HasRead(block);
        var before = await world.Kwala.Outcomes(lower);

        Raise("1.45");
        await world.Gate.Has(1);
        Raise("2.1"); // The other one hears of it, which proves that nothing else was on its way before it.
        await world.Gate.Has(2);

        // Both decide side by side: the one that is not told again may do so after the other's message went out.
        await Eventually.Holds(async () => (await world.Kwala.Outcomes(lower)).Length >= 2);

        Assert.Empty(before);
        Assert.Equal([lower.ToString(), higher.ToString()], world.Gate.Passed.Select(it => it.Wallet));
        Assert.All(world.Gate.Passed, it => Assert.Equal("notification.alert", it.Type));
        Assert.Equal(["notify", "no-match"], await world.Kwala.Outcomes(lower));
        Assert.Equal($"0x{block:x}", (await world.Node.Call("eth_blockNumber")).GetString());

        void Raise(string line) => world.Deployment.WithWorkflow(
            "workflow.yaml",
            Deployment.HealthFactorWorkflow().Replace("standard: 1.30", $"standard: {line}", StringComparison.Ordinal));
    }
}

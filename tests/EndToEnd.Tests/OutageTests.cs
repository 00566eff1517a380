using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>Nobody followed the chain for a while.</summary>
public sealed class OutageTests
{
    [SkippableFact]
    public async Task A_crossing_during_an_outage_of_hundreds_of_blocks_is_told_when_the_outage_ends()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var gate = await Gate.Start();
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(gate.Url);
        var market = await LendingMarket.Deploy(node);
        var before = await market.Report((People.Wallet(1), 2.0m));
        await using (var kwala = await RunningKwala.Start(deployment))
            await kwala.HasRead(before);

        await market.Report((People.Wallet(1), 1.2m));
        await node.Call("anvil_mine", "0x12c");
        await using var again = await RunningKwala.Start(deployment);
        await gate.Has(1);

        Assert.Equal(People.Wallet(1).ToString(), Assert.Single(gate.Passed).Wallet);
    }
}

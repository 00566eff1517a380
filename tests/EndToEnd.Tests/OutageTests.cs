using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>Nobody followed the chain for a while.</summary>
public sealed class OutageTests
{
    [SkippableFact]
    public async Task A_crossing_during_an_outage_of_hundreds_of_blocks_is_told_when_the_outage_ends()
    {
        await using var world = await LendingWorld.Start();
        await world.Kwala.HasRead(await world.Market.Report((People.Wallet(1), 2.0m)));
        await world.StopKwala();

        await world.Market.Report((People.Wallet(1), 1.2m));
        await world.Mine(300);
        await world.StartKwala();
        await world.Gate.Has(1);

        Assert.Equal(People.Wallet(1).ToString(), Assert.Single(world.Gate.Passed).Wallet);
    }
}

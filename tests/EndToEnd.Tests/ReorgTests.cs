using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>Real reorgs on a real node.</summary>
public sealed class ReorgTests
{
    [SkippableFact]
    public async Task An_alert_whose_block_is_orphaned_for_good_is_retracted()
    {
        await using var world = await LendingWorld.Start();
        var wallet = People.Wallet(1);
        await world.Market.Report((wallet, 2.0m));
        var block = await world.Market.Report((wallet, 1.2m));
        await world.Gate.Has(1);

        await world.Reorg();
        await world.Mine(8);
        await world.Kwala.HasRead(block + 6);
        await world.Gate.Has(2);

        Assert.Equal(["notification.alert", "notification.retraction"], world.Gate.Passed.Select(it => it.Type));
        Assert.Equal(world.Gate.Passed[0].Episode, world.Gate.Passed[1].Episode);
        Assert.Equal(["notify", "doubtful", "retracted"], await world.Kwala.Outcomes(wallet));
    }

    [SkippableFact]
    public async Task An_alert_whose_event_comes_back_in_another_block_is_not_told_twice()
    {
        await using var world = await LendingWorld.Start();
        var wallet = People.Wallet(1);
        await world.Market.Report((wallet, 2.0m));
        await world.Market.Report((wallet, 1.2m));
        await world.Gate.Has(1);

        await world.Reorg();
        var again = await world.Market.Report((wallet, 1.19m));
        await world.Mine(8);
        await world.Kwala.HasRead(again + 6);

        // The next crossing proves that nothing else was on its way before it.
        await world.Market.Report((wallet, 2.0m));
        await world.Market.Report((wallet, 1.1m));
        await world.Gate.Has(2);

        Assert.Equal([1L, 2L], world.Gate.Passed.Select(it => it.Episode));
        Assert.All(world.Gate.Passed, it => Assert.Equal("notification.alert", it.Type));
    }

    [SkippableFact]
    public async Task An_event_below_its_confirmations_tells_nobody_when_it_is_orphaned()
    {
        await using var world = await LendingWorld.Start(Deployment.HealthFactorWorkflow(confirmations: 3));
        var (fleeting, lasting) = (People.Wallet(1), People.Wallet(2));
        await world.Market.Report((fleeting, 1.2m));
        await world.Reorg();
        var block = await world.Market.Report((lasting, 1.2m));
        await world.Mine(8);
        await world.Kwala.HasRead(block);
        await world.Gate.Has(1);

        Assert.Equal(lasting.ToString(), Assert.Single(world.Gate.Passed).Wallet);
        Assert.Empty(await world.Kwala.Outcomes(fleeting));
    }
}

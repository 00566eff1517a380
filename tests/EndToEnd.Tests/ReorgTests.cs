using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>Real reorgs on a real node.</summary>
public sealed class ReorgTests
{
    [SkippableFact]
    public async Task An_alert_whose_block_is_orphaned_for_good_is_retracted()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var gate = await Gate.Start();
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(gate.Url);
        var market = await LendingMarket.Deploy(node);
        var wallet = People.Wallet(1);
        await using var kwala = await RunningKwala.Start(deployment);
        await market.Report((wallet, 2.0m));
        var block = await market.Report((wallet, 1.2m));
        await gate.Has(1);

        await node.Call("anvil_reorg", 1, Array.Empty<object>()); // An empty block takes the place of the alert's.
        await node.Call("anvil_mine", "0x8");
        await kwala.HasRead(block + 6);
        await gate.Has(2);

        Assert.Equal(["notification.alert", "notification.retraction"], gate.Passed.Select(it => it.Type));
        Assert.Equal(gate.Passed[0].Episode, gate.Passed[1].Episode);
        Assert.Equal(["notify", "doubtful", "retracted"], await kwala.Outcomes(wallet));
    }

    [SkippableFact]
    public async Task An_alert_whose_event_comes_back_in_another_block_is_not_told_twice()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var gate = await Gate.Start();
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(gate.Url);
        var market = await LendingMarket.Deploy(node);
        var wallet = People.Wallet(1);
        await using var kwala = await RunningKwala.Start(deployment);
        await market.Report((wallet, 2.0m));
        await market.Report((wallet, 1.2m));
        await gate.Has(1);

        await node.Call("anvil_reorg", 1, Array.Empty<object>());
        var again = await market.Report((wallet, 1.19m));
        await node.Call("anvil_mine", "0x8");
        await kwala.HasRead(again + 6);

        // The next crossing proves that nothing else was on its way before it.
        await market.Report((wallet, 2.0m));
        await market.Report((wallet, 1.1m));
        await gate.Has(2);

        Assert.Equal([1L, 2L], gate.Passed.Select(it => it.Episode));
        Assert.All(gate.Passed, it => Assert.Equal("notification.alert", it.Type));
    }

    [SkippableFact]
    public async Task An_event_below_its_confirmations_tells_nobody_when_it_is_orphaned()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var gate = await Gate.Start();
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow(confirmations: 3))
            .WithWebhook(gate.Url);
        var market = await LendingMarket.Deploy(node);
        var (fleeting, lasting) = (People.Wallet(1), People.Wallet(2));
        await using var kwala = await RunningKwala.Start(deployment);
        await market.Report((fleeting, 1.2m));
        await node.Call("anvil_reorg", 1, Array.Empty<object>());
        var block = await market.Report((lasting, 1.2m));
        await node.Call("anvil_mine", "0x8");
        await kwala.HasRead(block);
        await gate.Has(1);

        Assert.Equal(lasting.ToString(), Assert.Single(gate.Passed).Wallet);
        Assert.Empty(await kwala.Outcomes(fleeting));
    }
}

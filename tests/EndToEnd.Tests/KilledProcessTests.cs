using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>The process dies by SIGKILL at the worst moments; what was decided is told by the next one.</summary>
public sealed class KilledProcessTests
{
    [SkippableFact]
    public async Task A_message_that_was_saved_and_not_delivered_goes_out_after_the_kill_without_any_further_event()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var gate = await Gate.Start(GateMode.Refusing);
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(gate.Url);
        var market = await LendingMarket.Deploy(node);
        var wallet = People.Wallet(1);
        await market.Report((wallet, 1.2m));
        await using (var doomed = await KwalaProcess.Start(deployment))
        {
            await gate.Attempted(1);
            Assert.True(await doomed.HasDecidedToNotify(wallet));
            await doomed.Kill();
        }

        gate.Open();
        await using var next = await KwalaProcess.Start(deployment);
        await gate.Has(1);

        Assert.Equal(wallet.ToString(), Assert.Single(gate.Passed).Wallet);
    }

    [SkippableFact]
    public async Task A_message_whose_answer_never_came_before_the_kill_is_sent_again_under_the_same_key()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var hanging = await Gate.Start(GateMode.Holding);
        await using var gate = await Gate.Start();
        using var deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(hanging.Url);
        var market = await LendingMarket.Deploy(node);
        await market.Report((People.Wallet(1), 1.2m), (People.Wallet(2), 1.2m));
        await using (var doomed = await KwalaProcess.Start(deployment))
        {
            await hanging.Attempted(2);
            await doomed.Kill();
        }

        deployment.WithWebhook(gate.Url);
        await using var next = await KwalaProcess.Start(deployment);
        await gate.Has(2);

        Assert.Equal(2, gate.Passed.Select(it => it.Id).Distinct().Count());
        Assert.Equal(2, gate.Passed.Count);
    }
}

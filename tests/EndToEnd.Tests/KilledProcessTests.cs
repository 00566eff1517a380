using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>The process dies by SIGKILL at the worst moments; what was decided is told by the next one.</summary>
public sealed class KilledProcessTests
{
    [SkippableFact]
    public async Task A_message_that_was_saved_and_not_delivered_goes_out_after_the_kill_without_any_further_event()
    {
        await using var world = await LendingWorld.Prepare(gate: GateMode.Refusing);
        var wallet = People.Wallet(1);
        await world.Market.Report((wallet, 1.2m));
        await using (var doomed = await KwalaProcess.Start(world.Deployment))
        {
            await world.Gate.Attempted(1);
            Assert.True(await doomed.HasDecidedToNotify(wallet));
            await doomed.Kill();
        }

        world.Gate.Open();
        await using var next = await KwalaProcess.Start(world.Deployment);
        await world.Gate.Has(1);

        Assert.Equal(wallet.ToString(), Assert.Single(world.Gate.Passed).Wallet);
        Assert.Equal(world.Gate.Passed[0].Id, Assert.Single(world.Gate.Attempts.Select(it => it.Id).Distinct()));
    }

    [SkippableFact]
    public async Task A_message_whose_answer_never_came_before_the_kill_is_sent_again_under_the_same_key()
    {
        await using var world = await LendingWorld.Prepare();
        await using var hanging = await Gate.Start(GateMode.Holding);
        world.Deployment.WithWebhook(hanging.Url);
        await world.Market.Report((People.Wallet(1), 1.2m), (People.Wallet(2), 1.2m));
        await using (var doomed = await KwalaProcess.Start(world.Deployment))
        {
            await hanging.Attempted(2);
            await doomed.Kill();
        }

        world.Deployment.WithWebhook(world.Gate.Url);
        await using var next = await KwalaProcess.Start(world.Deployment);
        await world.Gate.Has(2);

        Assert.Equal(2, world.Gate.Passed.Count);
        Assert.Equal(
            hanging.Attempts.Select(it => it.Id).Distinct().Order(), world.Gate.Passed.Select(it => it.Id).Order());
    }
}

using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.BadInput;

/// <summary>A provider that fails in any way until it is well again: the message arrives, once.</summary>
public sealed class ProviderTests
{
    [SkippableTheory]
    [InlineData("Throttling")]
    [InlineData("Failing")]
    [InlineData("Cutting")]
    [InlineData("Holding")]
    public async Task Message_waits_for_a_provider_that_fails_and_then_arrives_once(string how)
    {
        await using var world = await LendingWorld.Prepare(gate: Enum.Parse<GateMode>(how));
        world.Deployment.Settings["Kwala:Channels:Webhook:TimeLimit"] = "00:00:01";
        var kwala = await world.StartKwala();
        var (market, gate) = (world.Market, world.Gate);

        await market.Report((People.Wallet(1), 1.2m));
        await gate.Attempted(2);
        Assert.Empty(gate.Passed);
        gate.Open();
        await gate.Has(1);
        // A receiver collapses repetitions by their id.
        Assert.Equal(gate.Passed[0].Id, Assert.Single(gate.Attempts.Select(it => it.Id).Distinct()));
        var pause = gate.Attempts[1].At - gate.Attempts[0].At;
        Assert.InRange(pause, how == "Throttling" ? Gate.Patience : TimeSpan.Zero, TimeSpan.FromSeconds(20));

        // The next crossing proves that nothing else was on its way before it.
        await market.Report((People.Wallet(1), 2m));
        await market.Report((People.Wallet(1), 1.2m));
        await gate.Has(2);
        Assert.Equal([1L, 2L], gate.Passed.Select(it => it.Episode));
        Assert.Equal(0, (await kwala.Deployment()).DeadLetters);
    }
}

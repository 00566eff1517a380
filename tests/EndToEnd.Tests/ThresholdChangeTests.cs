using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>An owner's new threshold decides about the present value, without a new event.</summary>
public sealed class ThresholdChangeTests(LendingWorld world) : IClassFixture<LendingWorld>
{
    [SkippableFact]
    public async Task A_raised_threshold_tells_once_and_a_lowered_one_closes_silently()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var wallet = People.Wallet(1);
        await world.Kwala.HasRead(await world.Market.Report((wallet, 1.4m)));
        var before = await world.Kwala.Outcomes(wallet);

        await Choose("1.5");
        await world.Gate.Has(1);
        await Choose("1.45"); // Still beyond: the same episode.
        await Choose("1.2");
        await Choose("1.6"); // Crosses again, which proves that nothing else was on its way before it.
        await world.Gate.Has(2);

        Assert.Empty(before);
        Assert.Equal([1L, 2L], world.Gate.Passed.Select(it => it.Episode));
        Assert.All(world.Gate.Passed, it => Assert.Equal("notification.alert", it.Type));
        Assert.Equal(["notify", "no-match", "resolved", "notify"], await world.Kwala.Outcomes(wallet));

        async Task Choose(string below) => Assert.Equal(System.Net.HttpStatusCode.OK, (await world.Backend.Patch(
            $"/v1/wallets/{wallet}/preferences",
            """{"thresholds": {"liquidation-risk": {"below": "LINE"}}}"""
                .Replace("LINE", below, StringComparison.Ordinal))).Status);
    }
}

using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// Hundreds of events over wallets with two markets each, on a real node, with a restart in the middle.
/// </summary>
public sealed class ManyEventsTests
{
    private const int Wallets = 12;
    private const int Blocks = 20;

    [SkippableFact]
    public async Task Every_crossing_of_every_position_is_told_once_also_over_a_restart()
    {
        await using var world = await LendingWorld.Start();
        LendingMarket[] markets = [world.Market, await LendingMarket.Deploy(world.Node)];
        var expected = new Oracle(LineOf); // Tiers in turn.
        var random = new Random(20);
        var wallets = world.Kwala.Client.Wallets;
        for (var wallet = 0; wallet < Wallets; wallet += 3)
            await wallets.SetTier(People.Wallet(wallet), TierName.Conservative, default);
        for (var wallet = 1; wallet < Wallets; wallet += 3)
            await wallets.SetTier(People.Wallet(wallet), TierName.Aggressive, default);

        await Emit(markets, expected, random);
        await world.StopKwala();
        await Emit(markets, expected, random); // Nobody listens; the next start catches up.
        await world.StartKwala();
        await world.Kwala.HasRead(await Emit(markets, expected, random));
        await world.Gate.Has(expected.Alerts.Count);
        var passed = world.Gate.Passed;

        Assert.True(expected.Alerts.Count > 40, $"Only {expected.Alerts.Count} crossings: the test would prove little.");
        Assert.Equal(expected.Alerts.Order(), passed.Select(it => (it.Wallet, it.Subject, it.Episode)).Order());
        Assert.Equal(passed.Count, passed.Select(it => it.Id).Distinct().Count());
    }

    private static async Task<long> Emit(LendingMarket[] markets, Oracle expected, Random random)
    {
        var head = 0L;
        for (var block = 0; block < Blocks / 2; block++)
            foreach (var market in markets)
            {
                var reports = Enumerable.Range(0, Wallets)
                    .Select(wallet => (People.Wallet(wallet), HealthFactor: 1 + (random.Next(0, 80) / 100m)))
                    .ToArray();
                head = await market.Report(reports);
                expected.Report(market, reports);
            }

        return head;
    }

    private static decimal LineOf(Address wallet) =>
        (Enumerable.Range(0, Wallets).First(it => People.Wallet(it) == wallet) % 3) switch
        {
            0 => 1.50m,
            1 => 1.10m,
            _ => 1.30m,
        };
}

using Kwala.Client.Tests.Fixture;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of a bulk change.</summary>
public abstract class TierConformance(RunningDeployment deployment, IKwalaClient client)
{
    [Fact]
    public async Task Each_line_has_its_result_in_the_order_given_and_a_refused_one_stops_no_other()
    {
        TierAssignment[] lines =
        [
            new(deployment.NewWallet(), TierName.Aggressive),
            new(deployment.NewWallet(), new TierName("reckless")),
            new(deployment.NewWallet(), new TierName("Not A \"Name\"")),
            new(deployment.NewWallet(), null),
            new(deployment.NewWallet(), TierName.Conservative),
        ];

        var results = await client.Wallets.SetTiers(lines, default).ToListAsync();

        Assert.Equal(lines, results.Select(it => it.Assignment));
        Assert.Equal(
            ["set", "refused", "refused", "set", "set"],
            results.Select(it => it.Outcome.Match(() => "set", _ => "refused", _ => "unavailable")));
        Assert.Contains("reckless", Assert.IsType<TierOutcome.Refused>(results[1].Outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(
            TierName.Conservative,
            Found(await client.Wallets.ReadPreferences(lines[4].Wallet, default)).Preferences.Tier);
    }

    [Fact]
    public async Task Bulk_of_nothing_gives_nothing() =>
        Assert.Empty(await client.Wallets.SetTiers([], default).ToListAsync());

    [Fact]
    public async Task Results_come_while_later_lines_are_not_even_read()
    {
        var taken = 0;
        var endless = Lines();

        await foreach (var result in client.Wallets.SetTiers(endless, default))
        {
            Assert.IsType<TierOutcome.Set>(result.Outcome);
            break;
        }

        Assert.InRange(taken, 1, 10_001);

        IEnumerable<TierAssignment> Lines()
        {
            while (true)
            {
                taken++;
                yield return new TierAssignment(deployment.NewWallet(), null);
            }
        }
    }
}

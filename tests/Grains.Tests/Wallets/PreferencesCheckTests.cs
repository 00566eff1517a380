using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What an owner may choose, asked of a wallet.</summary>
public sealed class PreferencesCheckTests
{
    private readonly House _house = new();

    private static readonly Rational One = Rational.One, Two = 2;

    private static WorkflowSource Alerting(string side) => House.Workflow("email") with
    {
        Yaml = House.Workflow("email").Yaml.Replace("alert: below", $"alert: {side}", StringComparison.Ordinal).Replace(
            "{ conservative: 1.50, standard: 1.30, aggressive: 1.10 }",
            side == "either" ? "{ standard: 0.9..1.1 }" : "{ standard: 1 }",
            StringComparison.Ordinal),
    };

    private static async Task<string[]> Problems(Process process, Preferences wanted) =>
        await process.Wallet.ChangePreferences(wanted, null, false) is PreferencesChange.Invalid { Problems: var problems }
            ? [.. problems.Select(problem => $"{problem.Field}: {problem.Message}")]
            : [];

    private static Preferences Own(Rational? low, Rational? high) => Preferences.Unset with
    {
        Thresholds = Preferences.Unset.Thresholds.Add(House.Risk, new Threshold(low, high)),
    };

    [Theory]
    [InlineData("below", true, false, "")]
    [InlineData("below", false, true, "below")]
    [InlineData("below", true, true, "below")]
    [InlineData("above", false, true, "")]
    [InlineData("above", true, false, "above")]
    [InlineData("above", true, true, "above")]
    [InlineData("either", true, true, "")]
    [InlineData("either", true, false, "both sides")]
    [InlineData("either", false, true, "both sides")]
    public async Task Own_threshold_has_the_side_that_the_workflow_alerts_on(
        string side, bool low, bool high, string problem)
    {
        await using var process = await _house.Start(Alerting(side));

        var told = await Problems(process, Own(low ? One : null, high ? Two : null));

        if (problem.Length == 0)
            Assert.Empty(told);
        else
            Assert.Contains(problem, Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Band_goes_from_its_lower_to_its_upper_side_and_a_threshold_is_finite()
    {
        await using var process = await _house.Start(Alerting("either"));

        Assert.Contains("less than", Assert.Single(await Problems(process, Own(Two, One))), StringComparison.Ordinal);
        Assert.Contains(
            "ordinary number",
            Assert.Single(await Problems(process, Own(One, Rational.PositiveInfinity))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_are_bounded()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var kinds = Enumerable.Range(0, 65).Select(number => new KindName($"kind-{number}"));

        var told = await Problems(process, Preferences.Unset with { MutedKinds = [.. kinds] });

        Assert.Contains("at most 64", Assert.Single(told), StringComparison.Ordinal);
        Assert.Empty(await Problems(process, Preferences.Unset with { MutedKinds = [.. kinds.Skip(1)] }));
    }

    [Fact]
    public async Task Verified_address_that_is_changed_is_unverified_again()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        await process.Reachable(ChannelName.Email);

        var changed = Assert.IsType<PreferencesChange.Changed>(await process.Wallet.ChangePreferences(
            Preferences.Unset with
            {
                Contacts = Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("else@x", ContactStanding.Unverified)),
            },
            null,
            false));

        Assert.Equal(
            new Contact("else@x", ContactStanding.Unverified), changed.Current.Preferences.Contacts[ChannelName.Email]);
    }
}

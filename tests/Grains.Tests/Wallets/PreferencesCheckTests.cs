using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Grains.Wallets;
using Kwala.Ports.Channels;
using Kwala.TestKit.Fakes;

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
    public async Task Subscriptions_name_a_workflow_for_subscribers_and_categories_that_it_has()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Registry.Put(new WorkflowSource("proposals", """
            workflow: proposals
            trigger: { chain: local, contract: "0x0000000000000000000000000000000000c0ffee", event: "Proposed(uint256 id, string description)" }
            wallet: subscribers
            subject: id
            categories: { fees: { words: [fee] } }
            actions: { default: { channels: [webhook] } }
            """));
        async Task<string> Told(string workflow, params string[] categories) => string.Join('\n', await Problems(
            process,
            Preferences.Unset with
            {
                Subscriptions = Preferences.Unset.Subscriptions.Add(new WorkflowId(workflow), new Subscription([.. categories])),
            }));

        Assert.Equal("", await Told("proposals", "fees", "other"));
        Assert.Contains("No workflow for subscribers has this name", await Told("liquidation-risk"), StringComparison.Ordinal);
        Assert.Contains("did you mean \"fees\"?", await Told("proposals", "fee"), StringComparison.Ordinal);
        Assert.Contains("at most 16", await Told("proposals", [.. Enumerable.Range(1, 17).Select(n => $"c{n}")]), StringComparison.Ordinal);
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

    private static readonly ImmutableSortedDictionary<ChannelName, IChannel> Channels =
        ImmutableSortedDictionary<ChannelName, IChannel>.Empty.Add(ChannelName.Email, new FakeChannel(ChannelName.Email));

    private static readonly ChannelName Pager = new("pager");

    // What nothing of today's deployment knows.
    private static readonly Preferences Gone = Own(One, null) with
    {
        Tier = new TierName("gold"),
        MutedChannels = [Pager],
        MutedRoutes = [new MutedRoute(new KindName("news"), Pager)],
        Contacts = Preferences.Unset.Contacts.Add(Pager, new Contact("4242", ContactStanding.Verified)),
    };

    private static string[] Fields(Preferences wanted, Preferences current) =>
        PreferencesCheck.Of(wanted, current, _ => false, [], Channels) is PreferencesCheck.Refused { Problems: var problems }
            ? [.. problems.Select(problem => problem.Field)]
            : [];

    [Fact]
    public void What_was_in_force_may_stay_though_its_workflow_tier_and_channel_are_gone_and_is_refused_anew()
    {
        Assert.Empty(Fields(Gone with { MutedKinds = [new KindName("other")] }, Gone));

        Assert.Equal(
            ["tier", "thresholds.liquidation-risk", "mutedChannels", "mutedRoutes", "contacts.pager"],
            Fields(Gone, Preferences.Unset));
    }

    [Theory]
    [InlineData("news-1", true)]
    [InlineData("", false)]
    [InlineData("News", false)]
    [InlineData("a b", false)]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123456", false)]
    public void Kind_that_is_muted_has_a_kind_s_name(string kind, bool valid)
    {
        var name = new KindName(kind);

        Assert.Equal(valid ? [] : ["mutedKinds"], Fields(Preferences.Unset with { MutedKinds = [name] }, Preferences.Unset));
        Assert.Equal(
            valid ? [] : ["mutedRoutes"],
            Fields(Preferences.Unset with { MutedRoutes = [new MutedRoute(name, ChannelName.Email)] }, Preferences.Unset));
    }

    [Theory]
    [InlineData(2048, 0)]
    [InlineData(2049, 1)]
    public void Address_has_at_most_2048_characters(int length, int problems) => Assert.Equal(
        problems,
        Fields(
            Preferences.Unset with
            {
                Contacts = Preferences.Unset.Contacts.Add(
                    ChannelName.Email, new Contact(new string('a', length), ContactStanding.Unverified)),
            },
            Preferences.Unset).Length);

    [Fact]
    public void Preferences_that_are_larger_than_the_record_allows_by_now_may_become_smaller()
    {
        KindName[] kinds = [.. Enumerable.Range(10, 50).Select(n => new KindName(new string('k', 60) + n))];
        var before = Preferences.Unset with { MutedKinds = [.. kinds] };

        Assert.Empty(Fields(Preferences.Unset with { MutedKinds = [.. kinds[1..]] }, before));
        Assert.Equal([""], Fields(before, Preferences.Unset with { MutedKinds = [.. kinds[1..]] }));
    }
}

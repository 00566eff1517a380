using System.Collections.Immutable;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of preferences.</summary>
public abstract class PreferencesConformance(RunningDeployment deployment, IKwalaClient client)
{
    private IWalletClient Wallets => client.Wallets;

    [Fact]
    public async Task Wallet_that_never_chose_anything_has_preferences_that_are_unset()
    {
        var stored = Found(await Wallets.ReadPreferences(deployment.NewWallet(), default));

        Assert.Equal(Text(Preferences.Unset), Text(stored.Preferences));
        Assert.NotEmpty(stored.Tag);
    }

    [Fact]
    public async Task What_is_stored_is_read_back_whole_and_a_new_address_is_unverified()
    {
        var wallet = deployment.NewWallet();

        var changed = Stored(await Wallets.ChangePreferences(
            new PreferencesChange(wallet, Everything, null, Vouched: false), default));
        var read = Found(await Wallets.ReadPreferences(wallet, default));

        Assert.Equal(Text(Everything), Text(changed.Preferences));
        Assert.Equal((Text(changed.Preferences), changed.Tag), (Text(read.Preferences), read.Tag));
    }

    [Fact]
    public async Task Subscriptions_are_read_back_and_one_to_what_is_not_for_subscribers_is_refused()
    {
        var wallet = deployment.NewWallet();
        var prices = new WorkflowId("prices-of-the-tests");
        var yaml = (await File.ReadAllTextAsync(deployment.WorkflowFile))
            .Replace("workflow: liquidation-risk", $"workflow: {prices}", StringComparison.Ordinal)
            .Replace("wallet: user", "wallet: subscribers", StringComparison.Ordinal)
            .Replace("contract: any", "contract: \"0x00000000000000000000000000000000000000aa\"", StringComparison.Ordinal);
        Assert.IsType<WorkflowOutcome.Done>(await client.Workflows.Put(prices, yaml, default));

        var stored = Stored(await Subscribe(prices));
        var read = Found(await Wallets.ReadPreferences(wallet, default));
        var refused = await Subscribe(Risk);

        Assert.Equal(["risk", "treasury"], stored.Preferences.Subscriptions[prices].Categories);
        Assert.Equal(["risk", "treasury"], read.Preferences.Subscriptions[prices].Categories);
        Assert.Equal(["subscriptions.liquidation-risk"], Fields(refused));

        Task<PreferencesOutcome> Subscribe(WorkflowId workflow) => Wallets.ChangePreferences(
            new PreferencesChange(
                wallet,
                Preferences.Unset with
                {
                    Subscriptions = Preferences.Unset.Subscriptions.Add(workflow, new Subscription(["risk", "treasury"])),
                },
                null,
                Vouched: false),
            default);
    }

    [Fact]
    public async Task Change_of_what_was_read_is_stored_and_one_of_what_was_replaced_meanwhile_is_stale_with_what_is_current()
    {
        var wallet = deployment.NewWallet();
        var read = Found(await Wallets.ReadPreferences(wallet, default));
        var first = Stored(await Change(TierName.Aggressive, read.Tag));

        var second = Assert.IsType<PreferencesOutcome.Stale>(await Change(TierName.Conservative, read.Tag));

        Assert.Equal(TierName.Aggressive, second.Current.Preferences.Tier);
        Assert.Equal(first.Tag, second.Current.Tag);
        Assert.Equal(TierName.Conservative, Stored(await Change(TierName.Conservative, second.Current.Tag)).Preferences.Tier);

        Task<PreferencesOutcome> Change(TierName tier, string tag) => Wallets.ChangePreferences(
            new PreferencesChange(wallet, Preferences.Unset with { Tier = tier }, tag, false), default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no such tag")]
    [InlineData("\"\r\nX-Else: 1")]
    public async Task Tag_that_nobody_gave_is_stale(string tag)
    {
        var outcome = await Wallets.ChangePreferences(
            new PreferencesChange(deployment.NewWallet(), Everything, tag, false), default);

        Assert.Equal(Text(Preferences.Unset), Text(Assert.IsType<PreferencesOutcome.Stale>(outcome).Current.Preferences));
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_each_with_its_field_and_nothing_is_stored()
    {
        var wallet = deployment.NewWallet();
        var wrong = Everything with
        {
            Tier = new TierName("reckless"),
            Thresholds = ImmutableSortedDictionary<WorkflowId, Threshold>.Empty
                .Add(Risk, Threshold.Above(Number("1")))
                .Add(new WorkflowId("liquidation-rsk"), Threshold.Below(Number("1"))),
            MutedChannels = [new ChannelName("pigeon")],
            MutedRoutes = [new MutedRoute(RiskKind, new ChannelName("pigeon"))],
            Contacts = Contacts((ChannelName.Email, "no address"), (new ChannelName("fax"), "1")),
        };

        var outcome = await Wallets.ChangePreferences(new PreferencesChange(wallet, wrong, null, false), default);

        Assert.Equal(
            [
                "contacts.email", "contacts.fax", "mutedChannels", "mutedRoutes", "thresholds.liquidation-risk",
                "thresholds.liquidation-rsk", "tier",
            ],
            Fields(outcome));
        Assert.All(((PreferencesOutcome.Refused)outcome).Mistakes, it => Assert.NotEmpty(it.Message));
        Assert.Equal(Text(Preferences.Unset), Text(Found(await Wallets.ReadPreferences(wallet, default)).Preferences));
    }

    [Fact]
    public async Task Threshold_that_is_no_ordinary_number_is_refused_at_its_field()
    {
        var infinite = Preferences.Unset with
        {
            Thresholds = ImmutableSortedDictionary<WorkflowId, Threshold>.Empty.Add(
                Risk, Threshold.Below(Rational.PositiveInfinity)),
        };

        var outcome = await Wallets.ChangePreferences(
            new PreferencesChange(deployment.NewWallet(), infinite, null, false), default);

        Assert.Equal(["thresholds.liquidation-risk"], Fields(outcome));
    }

    [Fact]
    public async Task Tier_is_set_and_unset_and_nothing_else_changes()
    {
        var wallet = deployment.NewWallet();
        await Wallets.ChangePreferences(new PreferencesChange(wallet, Everything, null, false), default);

        var set = Stored(await Wallets.SetTier(wallet, TierName.Conservative, default));
        var unset = Stored(await Wallets.SetTier(wallet, null, default));

        Assert.Equal(Text(Everything with { Tier = TierName.Conservative }), Text(set.Preferences));
        Assert.Equal(Text(Everything with { Tier = null }), Text(unset.Preferences));
    }

    [Theory]
    [InlineData("reckless")]
    [InlineData("Not A Name")]
    public async Task Tier_that_no_workflow_knows_is_refused_at_its_field(string tier) =>
        Assert.Equal(["tier"], Fields(await Wallets.SetTier(deployment.NewWallet(), new TierName(tier), default)));

    [Fact]
    public async Task Opt_outs_add_up_and_the_same_one_again_changes_nothing()
    {
        var wallet = deployment.NewWallet();
        await Wallets.OptOut(wallet, RiskKind, null, default);
        await Wallets.OptOut(wallet, null, ChannelName.Email, default);
        var all = Stored(await Wallets.OptOut(wallet, new KindName("governance"), ChannelName.Telegram, default));

        var again = Stored(await Wallets.OptOut(wallet, RiskKind, null, default));
        var nothing = Stored(await Wallets.OptOut(wallet, null, null, default));

        Assert.Equal(
            Text(Preferences.Unset with
            {
                MutedKinds = [RiskKind],
                MutedChannels = [ChannelName.Email],
                MutedRoutes = [new MutedRoute(new KindName("governance"), ChannelName.Telegram)],
            }),
            Text(all.Preferences));
        Assert.Equal((all.Tag, all.Tag), (again.Tag, nothing.Tag));
    }

    [Fact]
    public async Task Opt_out_of_what_is_none_is_refused_at_its_field()
    {
        var wallet = deployment.NewWallet();

        Assert.Equal(["mutedKinds"], Fields(await Wallets.OptOut(wallet, new KindName("No Kind"), null, default)));
        Assert.Equal(["mutedChannels"], Fields(await Wallets.OptOut(wallet, null, new ChannelName("pigeon"), default)));
        Assert.Equal(
            ["mutedRoutes"], Fields(await Wallets.OptOut(wallet, RiskKind, new ChannelName("pigeon"), default)));
    }

    [Fact]
    public async Task Address_that_the_operator_vouches_for_is_verified()
    {
        var wallet = deployment.NewWallet();

        var stored = Stored(await Wallets.VerifyContact(wallet, ChannelName.Telegram, "4711", default));

        Assert.Equal(
            new Contact("4711", ContactStanding.Verified), stored.Preferences.Contacts[ChannelName.Telegram]);
    }

    [Theory]
    [InlineData("email", "no address")]
    [InlineData("email", "")]
    [InlineData("pigeon", "1")]
    [InlineData("..", "1")]
    public async Task Address_that_a_channel_cannot_use_is_refused_at_the_contact(string channel, string address) => Assert.Equal(
        [$"contacts.{channel}"],
        Fields(await Wallets.VerifyContact(deployment.NewWallet(), new ChannelName(channel), address, default)));

    [Fact]
    public async Task Vouched_preferences_have_verified_addresses_and_no_others_than_they_name()
    {
        var wallet = deployment.NewWallet();
        await Wallets.VerifyContact(wallet, ChannelName.Webhook, "https://hooks.example.org/1", default);
        await Wallets.ChangePreferences(
            new PreferencesChange(
                wallet, Everything with { Contacts = Contacts((ChannelName.Email, "old@example.org")) }, null, false),
            default);

        var stored = Stored(await Wallets.ChangePreferences(
            new PreferencesChange(wallet, Everything, null, Vouched: true), default));

        Assert.Equal(
            Text(Everything with
            {
                Contacts = Everything.Contacts.ToImmutableSortedDictionary(
                    it => it.Key, it => it.Value with { Standing = ContactStanding.Verified }),
            }),
            Text(stored.Preferences));
    }

    [Fact]
    public async Task Vouched_preferences_of_another_version_are_stale_and_store_nothing()
    {
        var wallet = deployment.NewWallet();

        var outcome = await Wallets.ChangePreferences(
            new PreferencesChange(wallet, Everything, "another", Vouched: true), default);

        Assert.IsType<PreferencesOutcome.Stale>(outcome);
        Assert.Equal(Text(Preferences.Unset), Text(Found(await Wallets.ReadPreferences(wallet, default)).Preferences));
    }
}

using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Wallets;

public sealed class WalletGrainOwnerTests
{
    private readonly House _house = new();

    [Fact]
    public async Task New_address_is_unverified_unless_an_operator_vouches_for_it()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var wanted = Preferences.Unset with
        {
            Contacts = Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("Me@X", ContactStanding.Verified)),
        };

        Assert.Equal(new Contact("me@x", ContactStanding.Unverified), await Standing(wanted, vouched: false));
        Assert.Equal(new Contact("me@x", ContactStanding.Verified), await Standing(wanted, vouched: true));
        Assert.Equal(new Contact("me@x", ContactStanding.Verified), await Standing(wanted, vouched: false));

        async Task<Contact> Standing(Preferences preferences, bool vouched) =>
            Assert.IsType<PreferencesChange.Changed>(
                await process.Wallet.ChangePreferences(preferences, null, vouched))
                .Current.Preferences.Contacts[ChannelName.Email];
    }

    [Fact]
    public async Task Crossing_whose_newer_value_is_stored_and_not_handed_on_yet_survives_a_change_of_tier()
    {
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        var (dip, back) = (_house.Batch("1.2", 7).Signals[0], _house.Batch("2", 8).Signals[0]);
        await _house.Store.Append(
            new ChainTerm(House.Chain, 0),
            [
                new ValueRow(
                    House.Wallet, back.Workflow, back.Subject, back.Value, back.Source.Position,
                    back.Source.Block.Hash, back.Source.BlockTime),
            ],
            [],
            default);

        await process.Wallet.SetTier(TierName.Conservative);
        await process.Wallet.Observe(_house.Batch("2", 8) with { Signals = [dip, back] });

        Assert.Equal(NotificationRole.Alert, (await _house.Webhook.Next()).Role);
    }

    [Fact]
    public async Task Change_with_an_old_mark_is_a_conflict_and_changes_nothing()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var before = await process.Wallet.ReadPreferences();
        await process.Wallet.SetTier(TierName.Aggressive);

        var conflict = Assert.IsType<PreferencesChange.Conflict>(
            await process.Wallet.ChangePreferences(Preferences.Unset, before.ETag, false));

        Assert.Equal(TierName.Aggressive, conflict.Current.Preferences.Tier);
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_once_with_the_known_names()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var wanted = new Preferences(
            new TierName("agressive"),
            Preferences.Unset.Thresholds
                .Add(House.Risk, Threshold.Above(Rational.One))
                .Add(new WorkflowId("liquidation-rusk"), Threshold.Below(Rational.One)),
            [],
            [new ChannelName("telegramm")],
            null,
            Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("a!", ContactStanding.Unverified)));

        var invalid = Assert.IsType<PreferencesChange.Invalid>(
            await process.Wallet.ChangePreferences(wanted, null, false));

        Assert.Equal(
            ["tier", "thresholds.liquidation-risk", "thresholds.liquidation-rusk", "mutedChannels", "contacts.email"],
            invalid.Problems.Select(problem => problem.Field));
        Assert.Contains(invalid.Problems, problem => problem.Message.Contains("\"aggressive\"", StringComparison.Ordinal));
        Assert.Contains(invalid.Problems, problem => problem.Message.Contains("\"telegram\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("news", null, "news;;")]
    [InlineData(null, "email", ";email;")]
    [InlineData("news", "email", ";;news on email")]
    [InlineData(null, null, ";;")]
    public async Task Opting_out_mutes_the_kind_the_channel_or_that_pair_alone(
        string? kind, string? channel, string muted)
    {
        await using var process = await _house.Start(House.Workflow("email"));

        await process.Wallet.OptOut(
            kind is null ? null : new KindName(kind), channel is null ? null : new ChannelName(channel));

        await using var next = await _house.Start();
        var stored = (await next.Wallet.ReadPreferences()).Preferences;
        Assert.Equal(muted, string.Join(';',
            string.Join(' ', stored.MutedKinds),
            string.Join(' ', stored.MutedChannels),
            string.Join(' ', stored.MutedRoutes.Select(route => $"{route.Kind} on {route.Channel}"))));
    }

    [Fact]
    public async Task Preferences_that_would_outgrow_the_record_are_refused()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var kinds = Enumerable.Range(0, 60).Select(n => new KindName(new string('k', 60) + n));

        var invalid = Assert.IsType<PreferencesChange.Invalid>(await process.Wallet.ChangePreferences(
            Preferences.Unset with { MutedKinds = [.. kinds] }, null, false));

        Assert.Contains("2560", Assert.Single(invalid.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_log_is_explained_or_refused_by_name()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var block = _house.World.Mine(House.Health(House.Wallet, 2m), House.Health(House.AddressOf(5), 1m));

        Assert.Equal(ReasonCode.ThresholdNotCrossed, await Reason(FakeChain.TransactionOf(block, 0), 0));
        Assert.Equal(ReasonCode.OtherWallet, await Reason(FakeChain.TransactionOf(block, 1), 1));
        Assert.Equal(ExplainRefusal.LogNotFound, await Refusal(House.Chain, FakeChain.TransactionOf(block, 0), null));
        Assert.Equal(ExplainRefusal.ChainNotConfigured, await Refusal(ChainId.Evm(1), default, null));
        Assert.Equal(ExplainRefusal.WorkflowUnknown, await Refusal(House.Chain, default, new WorkflowId("other")));
        _house.World.Trouble = () => new FeedStep.NotYet("no answer", TimeSpan.FromSeconds(1));
        Assert.Equal(ExplainRefusal.NodeUnreachable, await Refusal(House.Chain, default, null));

        async Task<ReasonCode> Reason(Bytes32 transaction, int log)
        {
            var decided = Assert.IsType<Explanation.Decided>(
                Assert.Single(await process.Wallet.Explain(House.Chain, transaction, log, null)));
            Assert.Equal(DecisionOutcome.NoMatch, decided.Decision.Outcome);
            return decided.Decision.Reasons.Select(reason => reason.Code)
                .First(code => code is ReasonCode.ThresholdNotCrossed or ReasonCode.OtherWallet);
        }

        async Task<ExplainRefusal> Refusal(ChainId chain, Bytes32 transaction, WorkflowId? workflow) =>
            Assert.IsType<Explanation.Refused>(
                Assert.Single(await process.Wallet.Explain(chain, transaction, 9, workflow))).Why;
    }
}

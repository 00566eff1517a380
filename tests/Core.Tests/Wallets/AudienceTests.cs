using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>
/// Opt-outs, mute, and the channels that are left: what keeps a crossing from being told, and where it goes.
/// </summary>
public class AudienceTests
{
    private static readonly ImmutableArray<ChannelName> Both = [ChannelName.Telegram, ChannelName.Email];

    [Theory]
    [InlineData("nothing set", "", "", "telegram email", DecisionOutcome.Notify)]
    [InlineData("one channel off", "", "telegram", "email", DecisionOutcome.Notify)]
    [InlineData("all channels off", "", "telegram email", "", DecisionOutcome.Suppressed)]
    [InlineData("this kind off", "liquidation-risk", "", "", DecisionOutcome.Suppressed)]
    [InlineData("another kind off", "news", "", "telegram email", DecisionOutcome.Notify)]
    public void An_opt_out_keeps_back_and_being_unset_does_not(
        string choice, string kinds, string channels, string sentOver, DecisionOutcome outcome)
    {
        var story = new Story(Given.Workflow(channels: Both), Given.Owner with
        {
            MutedKinds = [.. Words(kinds).Select(word => new KindName(word))],
            MutedChannels = [.. Words(channels).Select(word => new ChannelName(word))],
        });

        story.Sees("1.2", 1);
        story.Sends();

        Assert.NotEmpty(choice);
        Assert.Equal(sentOver, string.Join(' ', story.Sent.Select(sent => sent.Delivery.Channel)));
        Assert.Equal(outcome, story.Records.Single().Outcome);
        Assert.Equal(kinds != "liquidation-risk", story.Effects.OfType<WalletEffect.Show>().Any());
    }

    [Fact]
    public void What_waits_is_not_sent_any_more_once_the_owner_opts_out_of_its_kind()
    {
        var story = new Story(Given.Workflow(channels: Both));
        story.Sees("1.2", 1);

        story.Chooses(Given.Owner with { MutedKinds = [Given.Kind] });
        story.Sends();

        Assert.Empty(story.Sent);
        Assert.Equal(
            [DeliveryWords.OptedOut, DeliveryWords.OptedOut], story.Endings.Select(ending => ending.Outcome));
        Assert.Empty(story.State.Outbox);
    }

    [Theory]
    [InlineData("liquidation-risk", "telegram", "email")]
    [InlineData("liquidation-risk", "email", "telegram")]
    [InlineData("liquidation-risk", "webhook", "telegram email")]
    [InlineData("news", "telegram", "telegram email")]
    public void An_opt_out_of_a_kind_on_a_channel_mutes_that_pair_alone(string kind, string channel, string sentOver)
    {
        var story = new Story(Given.Workflow(channels: Both), Given.Owner with
        {
            MutedRoutes = [new MutedRoute(new KindName(kind), new ChannelName(channel))],
        });

        story.Sees("1.2", 1);
        story.Sends();

        Assert.Equal(sentOver, string.Join(' ', story.Sent.Select(sent => sent.Delivery.Channel)));
        Assert.Equal(
            sentOver != "telegram email",
            story.Records.Single().Reasons.Any(reason => reason.Code == ReasonCode.ChannelOptedOut));
    }

    [Theory]
    [InlineData("verified", "verified", Urgency.Standard, Lane.Standard, "telegram")]
    [InlineData("unverified", "verified", Urgency.Standard, Lane.Standard, "webhook")]
    [InlineData("none", "verified", Urgency.Standard, Lane.Standard, "webhook")]
    [InlineData("gone", "verified", Urgency.Urgent, Lane.Standard, "email webhook")]
    [InlineData("gone", "verified", Urgency.Standard, Lane.Critical, "email webhook")]
    [InlineData("gone", "unverified", Urgency.Urgent, Lane.Critical, "webhook")]
    public void Without_a_usable_address_the_webhook_gets_it_and_what_presses_takes_the_next_channel(
        string telegram, string email, Urgency urgency, Lane lane, string sentOver)
    {
        var contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty;
        foreach (var (channel, standing) in new[] { (ChannelName.Telegram, telegram), (ChannelName.Email, email) })
            if (Enum.TryParse<ContactStanding>(standing, ignoreCase: true, out var parsed))
                contacts = contacts.Add(channel, new Contact("there", parsed));
        var story = new Story(
            Given.Workflow(lane, channels: [ChannelName.Telegram], urgency: urgency),
            Preferences.Unset with { Contacts = contacts });

        story.Sees("1.2", 1);
        story.Sends();

        Assert.Equal(sentOver, string.Join(' ', story.Sent.Select(sent => sent.Delivery.Channel)));
        Assert.Equal(telegram != "verified", story.Records.Single().Reasons.Any(r => r.Code == ReasonCode.NoAddress));
        Assert.Single(story.Effects.OfType<WalletEffect.Show>());
    }

    [Fact]
    public void A_channel_that_is_not_configured_is_left_out_with_its_reason()
    {
        var story = new Story(Given.Workflow(channels: [new ChannelName("pager"), ChannelName.Email]));

        story.Sees("1.2", 1);

        Assert.Contains(story.Records.Single().Reasons, reason => reason.Code == ReasonCode.ChannelNotConfigured);
        Assert.Equal(ChannelName.Email, Assert.Single(story.Ready).Delivery.Channel);
    }

    [Theory]
    [InlineData(ContactStanding.Verified, "https://owner.example/hook")]
    [InlineData(ContactStanding.Unverified, "")]
    [InlineData(ContactStanding.Gone, "")]
    public void An_owners_verified_address_goes_before_the_protocols_own(ContactStanding standing, string sentTo)
    {
        var owner = Given.Owner with
        {
            Contacts = Given.Owner.Contacts.Add(
                ChannelName.Webhook, new Contact("https://owner.example/hook", standing)),
        };
        var story = new Story(Given.Workflow(channels: [ChannelName.Webhook]), owner);

        story.Sees("1.2", 1);

        Assert.Equal(sentTo, Assert.Single(story.Ready).Address);
    }

    [Fact]
    public void A_tier_without_an_action_is_told_nothing()
    {
        var story = new Story(Given.Workflow(), Given.Owner with { Tier = TierName.Aggressive });

        story.Sees("1.05", 1);

        Assert.Equal(0, story.Sends());
        Assert.Equal(ReasonCode.NoAction, story.Records.Single().Reasons[^1].Code);
    }

    [Fact]
    public void An_inbox_is_a_channel_that_always_arrives()
    {
        var story = new Story(Given.Workflow(channels: [ChannelName.Inbox]));

        story.Sees("1.2", 1);

        Assert.Equal(DecisionOutcome.Notify, story.Records.Single().Outcome);
        Assert.Empty(story.State.Outbox);
        Assert.Single(story.Effects.OfType<WalletEffect.Show>());
    }

    [Theory]
    [InlineData(Lane.Critical)]
    [InlineData(Lane.Standard)]
    public void A_mute_holds_even_the_critical_lane_and_its_end_tells_what_is_still_so(Lane lane)
    {
        var until = Given.TimeOf(1) + TimeSpan.FromHours(30);
        var story = new Story(Given.Workflow(lane), Given.Owner with { MutedUntil = until });

        story.Sees("1.2", 1);

        Assert.Equal(0, story.Sends());
        Assert.Equal(ReasonCode.Muted, story.Records.Single().Reasons[^1].Code);
        Assert.Equal(until, Outbox.DueAt(story.State));
        Assert.True(story.SendsWhenDue(new SendOutcome.Delivered(null)));
        Assert.Single(story.Sent);
    }

    [Fact]
    public void What_ended_during_a_mute_is_not_told_after_it()
    {
        var story = new Story(Given.Workflow(), Given.Owner with { MutedUntil = Given.TimeOf(100) });

        story.Sees("1.2", 1);
        story.Sees("2", 2);

        Assert.Null(Outbox.DueAt(story.State));
        Assert.Equal(DeliveryWords.Cancelled, story.Endings.Single().Outcome);
    }

    [Fact]
    public void After_a_mute_one_message_tells_the_depth_and_not_each_level_passed()
    {
        var story = new Story(
            Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")),
            Given.Owner with { MutedUntil = Given.TimeOf(100) });

        story.Sees("1.2", 1);
        story.Sees("1.05", 2);
        story.SendsWhenDue(new SendOutcome.Delivered(null));

        Assert.Equal(1, Assert.Single(story.Sent).Notification.Level);
    }

    [Fact]
    public void An_opt_out_after_the_decision_counts_when_sending()
    {
        var story = new Story(Given.Workflow(channels: Both));
        story.Sees("1.2", 1);

        story.Chooses(Given.Owner with { MutedChannels = [ChannelName.Telegram] });
        story.Sends();

        Assert.Equal(ChannelName.Email, Assert.Single(story.Sent).Delivery.Channel);
        Assert.Contains(story.Endings, ending => ending.Outcome == DeliveryWords.OptedOut);
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void A_mute_after_the_decision_counts_when_sending_and_does_not_use_up_the_news()
    {
        var story = new Story(Given.Workflow(Lane.Standard));
        story.Sees("1.2", 1);
        story.Chooses(Given.Owner with { MutedUntil = Given.TimeOf(1) + TimeSpan.FromDays(2) });

        Assert.Equal(0, story.Sends());
        story.SendsWhenDue(new SendOutcome.Delivered(null));

        Assert.Single(story.Sent);
    }

    [Fact]
    public void A_mute_for_ever_is_possible()
    {
        var story = new Story(Given.Workflow(), Given.Owner with { MutedUntil = DateTimeOffset.MaxValue });

        story.Sees("1.2", 1);

        Assert.Equal(0, story.Sends());
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What follows from each way in which a send can end.</summary>
public class DeliveryTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered("42");
    private static readonly SendOutcome Gone = new SendOutcome.RecipientGone("blocked");
    private static readonly SendOutcome Rejected = new SendOutcome.Rejected("too long");
    private static readonly SendOutcome Unreachable = new SendOutcome.Unreachable("connection refused");
    private static readonly SendOutcome Unknown = new SendOutcome.Unknown("no answer");

    [Fact]
    public void Delivered_settles_and_late_answers_change_nothing()
    {
        var story = Alerted(Lane.Standard);
        var key = story.Ready[0].Delivery.Key;

        story.Sends(Delivered);
        var settled = story.State;
        story.Happens(new WalletEvent.SendEnded(key, Rejected, ""));
        story.Happens(new WalletEvent.AttemptStarted(key));
        story.Happens(new WalletEvent.DueCame());

        Assert.Same(settled, story.State);
        Assert.Equal([DeliveryWords.Delivered], story.Endings.Select(it => it.Outcome));
        Assert.Null(Outbox.DueAt(story.State));
    }

    [Fact]
    public void What_was_due_over_a_channel_that_collapses_may_have_arrived_before_the_wallet_went_down()
    {
        var story = new Story(Given.Workflow(channels: [ChannelName.Webhook]));
        story.Sees("1.2", 10, final: false, fork: "a");

        story.Happens(new WalletEvent.Awakened());
        Assert.Single(story.Ready);
        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(NotificationRole.Retraction, Assert.Single(story.Ready).Notification.Role);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, 1)]
    [InlineData(86_400, 3_600)]
    public void Throttled_send_waits_as_long_as_the_channel_asked_within_bounds(int asked, int waited)
    {
        var story = Alerted(Lane.Standard);

        story.Sends(new SendOutcome.Throttled(TimeSpan.FromSeconds(asked)));

        Assert.Equal(story.Now + TimeSpan.FromSeconds(waited), Outbox.DueAt(story.State));
        Assert.Equal(0, story.State.Outbox[0].Deliveries[0].Attempts);
        Assert.Empty(story.Ready);
    }

    [Theory]
    [InlineData(Lane.Standard, 8)]
    [InlineData(Lane.Critical, 40)]
    public void Unreachable_is_tried_again_with_growing_delays_and_then_given_up(Lane lane, int attempts)
    {
        var story = Alerted(lane);
        while (story.SendsWhenDue(Unreachable) && story.Sent.Count < 100)
        {
        }

        Assert.Equal(attempts, story.Sent.Count(sent => sent.Delivery.Channel == ChannelName.Telegram));
        Assert.Equal(lane == Lane.Critical, story.Sent.Any(sent => sent.Delivery.Channel == ChannelName.Email));
        var dead = story.Effects.OfType<WalletEffect.DeadLettered>().First();
        Assert.Equal((DeliveryWords.GaveUp, attempts), (dead.Delivery.Outcome, dead.Delivery.Attempts));
    }

    [Fact]
    public void Recipient_gone_marks_the_address_and_a_pressing_alert_takes_the_next_channel_once()
    {
        var story = Alerted(Lane.Critical);

        story.Sends(Gone);
        story.Sends(Gone);

        Assert.Equal([ChannelName.Telegram, ChannelName.Email], story.Sent.Select(sent => sent.Delivery.Channel));
        Assert.All(
            story.State.Preferences.Contacts.Values, contact => Assert.Equal(ContactStanding.Gone, contact.Standing));
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void What_is_critical_and_finds_no_channel_any_more_waits_for_the_operator()
    {
        var story = Alerted(Lane.Critical);

        story.Sends(Gone);
        Assert.DoesNotContain(story.Effects, effect => effect is WalletEffect.DeadLettered);
        story.Sends(Gone);

        var dead = Assert.Single(story.Effects.OfType<WalletEffect.DeadLettered>());
        Assert.Equal((ChannelName.Email, DeliveryWords.RecipientGone), (dead.Delivery.Channel, dead.Delivery.Outcome));
    }

    [Fact]
    public void What_is_critical_and_finds_no_address_when_it_is_sent_waits_for_the_operator()
    {
        var story = Alerted(Lane.Critical);
        story.Chooses(Preferences.Unset);

        story.Sends();

        var dead = Assert.Single(story.Effects.OfType<WalletEffect.DeadLettered>());
        Assert.Equal(DeliveryWords.NoAddress, dead.Delivery.Outcome);
    }

    [Fact]
    public void Recipient_gone_in_the_standard_lane_looks_for_no_other_channel()
    {
        var story = Alerted(Lane.Standard);

        story.Sends(Gone);

        Assert.Empty(story.State.Outbox);
        Assert.Equal(DeliveryWords.RecipientGone, story.Endings.Single().Outcome);
    }

    [Fact]
    public void Recipient_gone_at_an_address_that_the_owner_changed_since_says_nothing_about_the_new_one()
    {
        var story = Alerted(Lane.Standard);
        var key = story.Ready[0].Delivery.Key;

        story.Happens(new WalletEvent.SendEnded(key, Gone, "an address of before"));

        Assert.All(
            story.State.Preferences.Contacts.Values, contact => Assert.Equal(ContactStanding.Verified, contact.Standing));
        Assert.Equal(key, story.State.Outbox.Single().Deliveries.Single().Key);
        Assert.Empty(story.Endings);
    }

    [Fact]
    public void Rejected_goes_to_the_dead_letter_and_is_not_repeated()
    {
        var story = Alerted(Lane.Standard);

        story.Sends(Rejected);

        Assert.Equal("too long", story.Effects.OfType<WalletEffect.DeadLettered>().Single().Delivery.Detail);
        Assert.Empty(story.State.Outbox);
    }

    [Theory]
    [InlineData("telegram", Lane.Critical, 2, true)]
    [InlineData("telegram", Lane.Standard, 1, false)]
    [InlineData("webhook", Lane.Standard, 8, true)]
    [InlineData("webhook", Lane.Critical, 40, true)]
    public void After_doubt_only_a_collapsing_channel_or_once_a_critical_alert_is_repeated(
        string channel, Lane lane, int attempts, bool says)
    {
        var story = new Story(Given.Workflow(lane, channels: [new ChannelName(channel)]));
        story.Sees("1.2", 1);
        while (story.SendsWhenDue(Unknown) && story.Sent.Count < 100)
        {
        }

        Assert.Equal(attempts, story.Sent.Count);
        Assert.Equal(says, story.Sent[^1].Delivery.MayBeRepeat);
        Assert.False(story.Sent[0].Delivery.MayBeRepeat);
        Assert.Equal(
            DeliveryWords.InDoubt, story.Effects.OfType<WalletEffect.DeadLettered>().Single().Delivery.Outcome);
    }

    [Theory]
    [InlineData(Lane.Critical, 1)]
    [InlineData(Lane.Standard, 0)]
    public void A_crash_in_the_middle_of_a_send_is_an_unknown_outcome(Lane lane, int repeated)
    {
        var story = Alerted(lane);
        story.Happens(new WalletEvent.AttemptStarted(story.Ready[0].Delivery.Key));
        Assert.Empty(story.Ready);

        story.Happens(new WalletEvent.Awakened());
        story.SendsWhenDue(Delivered);

        Assert.Equal(repeated, story.Sent.Count(sent => sent.Delivery.MayBeRepeat));
        Assert.Equal(1 - repeated, story.Effects.OfType<WalletEffect.DeadLettered>().Count());
    }

    [Fact]
    public void An_attempt_that_never_answers_does_not_wait_for_a_crash()
    {
        var story = Alerted(Lane.Critical);
        story.Happens(new WalletEvent.AttemptStarted(story.Ready[0].Delivery.Key));

        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Happens(new WalletEvent.DueCame());

        Assert.True(Assert.Single(story.State.Outbox[0].Deliveries).MayBeRepeat);
    }

    [Theory]
    [InlineData(Lane.Standard, "2", DeliveryWords.Cancelled)]
    [InlineData(Lane.Standard, "1.2", DeliveryWords.Expired)]
    [InlineData(Lane.Critical, "2", DeliveryWords.Expired)]
    [InlineData(Lane.Critical, "1.2", "sent late")]
    public void What_waited_too_long_is_decided_again_with_the_present_value(Lane lane, string present, string ends)
    {
        var story = Alerted(lane);
        story.Sees(present, 2);
        story.Now = Given.TimeOf(1) + Given.ValidFor;

        story.Sends(Delivered);

        if (ends == "sent late")
            Assert.Equal("true", Assert.Single(story.Sent).Notification.Fields["late"]);
        else
            Assert.Equal([ends], story.Endings.Select(it => it.Outcome));
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void A_critical_alert_that_was_throttled_for_a_day_goes_to_the_operator()
    {
        var story = Alerted(Lane.Critical);
        while (story.SendsWhenDue(new SendOutcome.Throttled(TimeSpan.FromHours(1))) && story.Sent.Count < 100)
        {
        }

        Assert.Contains(
            story.Effects.OfType<WalletEffect.DeadLettered>(), it => it.Delivery.Outcome == DeliveryWords.GaveUp);
        Assert.Null(Outbox.DueAt(story.State));
    }

    [Fact]
    public void A_dead_letter_is_revived_under_its_own_key()
    {
        var story = Alerted(Lane.Standard);
        story.Sends(Rejected);
        var dead = story.Effects.OfType<WalletEffect.DeadLettered>().Single();

        story.Happens(new WalletEvent.Revived(dead.Notification, dead.Delivery.Channel));
        story.Happens(new WalletEvent.Revived(dead.Notification, dead.Delivery.Channel));
        story.Sends(Delivered);

        Assert.Equal([dead.Delivery.Key, dead.Delivery.Key], story.Sent.Select(sent => sent.Delivery.Key));
    }

    [Fact]
    public void What_is_displaced_while_others_wait_outside_comes_back_too()
    {
        var story = Crowded();
        story.Happens(Given.Observed([.. Enumerable.Range(20, 2)
            .Select(n => Given.Signal("1.2", 2, subject: new SubjectKey($"eip155:1/{n}")))]));

        while (Outbox.DueAt(story.State) is not null)
        {
            story.Sends(Delivered);
            story.Resumes();
        }

        Assert.Equal(10, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void What_came_back_and_was_sent_does_not_come_back_again_where_its_dead_letter_could_not_be_dropped()
    {
        var story = Crowded();
        var outside = story.Displaced.Values.Take(2).ToImmutableArray();
        story.Sends(Delivered);
        story.Happens(new WalletEvent.Resumed(outside));
        story.Sends(Delivered);
        var sent = story.Sent.Count;

        story.Happens(new WalletEvent.Resumed(outside));

        Assert.Equal(0, story.Sends(Delivered));
        Assert.Equal(sent, story.Sent.Count);
        Assert.All(outside, it => Assert.True(Outbox.IsBack(story.State, it, story.Policy)));
    }

    private static Story Crowded()
    {
        var story = new Story(Given.Workflow()) { Now = Given.TimeOf(1) };
        story.Happens(Given.Observed([.. Enumerable.Range(0, 8)
            .Select(n => Given.Signal("1.2", 1, subject: new SubjectKey($"eip155:1/{n}")))]));
        return story;
    }

    [Theory]
    [InlineData(Lane.Standard)]
    [InlineData(Lane.Critical)]
    public void What_a_full_outbox_displaces_comes_back_until_all_is_sent(Lane lane)
    {
        var story = new Story(Given.Workflow(lane)) { Now = Given.TimeOf(1) };
        story.Happens(Given.Observed([.. Enumerable.Range(0, 12)
            .Select(n => Given.Signal("1.2", 1, subject: new SubjectKey($"eip155:1/{n}")))]));
        Assert.InRange(story.State.Outbox.Length, 2, 6);

        for (var rounds = 0; Outbox.DueAt(story.State) is not null; rounds++)
        {
            Assert.True(rounds < 20, "It does not end.");
            story.Sends(Delivered);
            story.Resumes();
        }

        Assert.Equal(12, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
        Assert.Equal(12, story.Sent.Count);
        Assert.Null(story.State.Displaced);
    }

    [Fact]
    public void A_channel_that_was_taken_out_of_the_configuration_ends_in_the_dead_letter()
    {
        var story = Alerted(Lane.Standard);
        story.Policy = story.Policy with { Channels = story.Policy.Channels.Remove(ChannelName.Telegram) };

        story.Sends(Delivered);

        Assert.Equal(
            DeliveryWords.NotConfigured, story.Effects.OfType<WalletEffect.DeadLettered>().Single().Delivery.Outcome);
    }

    private static Story Alerted(Lane lane)
    {
        var story = new Story(Given.Workflow(lane));
        story.Sees("1.2", 1);
        Assert.Single(story.Ready);
        return story;
    }
}

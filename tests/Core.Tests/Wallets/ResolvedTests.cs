using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>The end of an episode is told to whoever heard of it, and stays true whatever the chain takes back.</summary>
public class ResolvedTests
{
    [Fact]
    public void Whoever_heard_the_alert_is_told_once_that_it_is_over()
    {
        var story = NewStory(channels: [ChannelName.Telegram, ChannelName.Email]);
        story.Sees("1.2", 10);
        story.Sends();
        story.Sees("2", 11);
        story.Sends();
        story.Sees("2.1", 12);
        story.Sends();

        Assert.Equal(
            ["Alert telegram", "Alert email", "Resolved telegram", "Resolved email"], Told(story));
        var end = story.Sent[^1].Notification;
        Assert.Equal((Lane.Standard, "resolved", "2"), (end.Lane, end.Template.Value, end.Fields["value"]));
        Assert.Equal(DecisionOutcome.Resolved, story.Records.Last().Outcome);
        Assert.Contains(story.Records.Last().Reasons, reason => reason.Code == ReasonCode.ResolvedTold);
    }

    [Fact]
    public void Nobody_hears_the_end_of_what_was_never_sent()
    {
        var story = NewStory(Lane.Standard);
        story.Sees("1.2", 10);
        story.Sees("2", 11);
        story.Sends();

        Assert.Empty(Told(story));
    }

    [Fact]
    public void An_owner_who_opted_out_is_not_told_of_the_end()
    {
        var story = NewStory(Lane.Standard, preferences: Given.Owner with { MutedKinds = [Given.Kind] });
        story.Sees("1.2", 10);
        story.Chooses(Given.Owner);
        story.Sees("2", 11);
        story.Sends();

        Assert.Empty(Told(story));
        Assert.DoesNotContain(story.Effects, effect => effect is WalletEffect.Show);
    }

    [Fact]
    public void A_critical_alert_that_waits_arrives_before_the_end_does()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 11);
        story.Sends(new SendOutcome.Unreachable("down"));
        while (story.State.Outbox.Length > 0)
            story.SendsWhenDue(new SendOutcome.Delivered(null));

        Assert.Equal(["Alert telegram", "Alert telegram", "Resolved telegram"], Told(story).TakeLast(3));
        Assert.DoesNotContain("Resolved telegram", Told(story).SkipLast(1));
    }

    [Fact]
    public void The_end_is_not_told_where_the_alert_fails_after_it()
    {
        var story = NewStory(Lane.Standard);
        story.Sees("1.2", 10);
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 11);
        while (story.State.Outbox.Length > 0)
            story.SendsWhenDue(new SendOutcome.Rejected("refused"));

        Assert.DoesNotContain("Resolved telegram", Told(story));
    }

    [Fact]
    public void The_end_follows_the_alert_to_the_channel_that_took_its_place()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 11);
        story.SendsWhenDue(new SendOutcome.RecipientGone("gone"));
        while (story.State.Outbox.Length > 0)
            story.SendsWhenDue(new SendOutcome.Delivered(null));

        Assert.Equal(["Alert email", "Resolved email"], Told(story).TakeLast(2));
    }

    [Fact]
    public void An_owner_whose_own_choice_ended_it_knows()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        story.Chooses(
            Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("< 1.1")) },
            Given.Signal("1.2", 10));
        story.Sends();

        Assert.Equal(["Alert telegram"], Told(story));
    }

    [Fact]
    public void An_end_that_a_reorg_takes_back_before_it_is_sent_is_never_sent()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.LosesBlocks(11, 11);
        story.Sends();
        story.Settles(20);
        story.Sends();

        Assert.Equal(["Alert telegram"], Told(story));
        Assert.IsType<Episode.Open>(story.Book.Current);
    }

    [Fact]
    public void An_end_that_the_canonical_chain_has_too_is_told_once()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.LosesBlocks(11, 11);
        story.Sees("2.5", 11, final: false, fork: "b");
        story.Settles(20);
        story.Sends();

        Assert.Equal(["Alert telegram", "Resolved telegram"], Told(story));
    }

    [Fact]
    public void An_end_that_was_heard_and_is_not_true_is_corrected_with_the_present_value()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.LosesBlocks(11, 11);
        story.Settles(20);
        Assert.True(Outbox.HasRepeatDue(story.State, story.Now));
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
        story.Sends();
        story.Sees("3", 30, final: false);
        story.Sends();

        Assert.Equal(["Alert telegram", "Resolved telegram", "Repeat telegram", "Resolved telegram"], Told(story));
        Assert.Equal("true", story.Sent[2].Notification.Fields["corrects"]);
        Assert.Equal(4, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    // As after a reorg that brought the episode back twice, with another one told of in between.
    [Fact]
    public void Two_corrections_of_an_episode_whose_repeats_were_lost_count_of_have_two_keys()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        foreach (var block in (long[])[11, 31])
        {
            story.Sees("2", block, final: false);
            story.Sends();
            story.Knows(story.Book with { Told = new EpisodeTold(1, [], EpisodeTold.RepeatsUnknown, null, false) });
            story.LosesBlocks(block, block);
            story.Settles(block + 9);
            story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
            story.Sends();
        }

        var corrections = story.Sent.Where(it => it.Notification.Role == NotificationRole.Repeat).ToArray();
        Assert.Equal(2, corrections.Length);
        Assert.NotEqual(corrections[0].Delivery.Key, corrections[1].Delivery.Key);
    }

    [Fact]
    public void An_end_that_is_not_true_is_corrected_however_little_attention_is_left_and_not_in_quiet_hours()
    {
        var story = NewStory(Lane.Standard, Given.Owner with { Attention = new AttentionChoices { PerDay = 1 } });
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.Chooses(Given.Owner with
        {
            Attention = new AttentionChoices { PerDay = 1, Quiet = new QuietHours(12 * 60, 13 * 60) },
        });
        story.LosesBlocks(11, 11);
        story.Settles(20);
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
        Assert.Equal(0, story.Sends());

        story.Now = Given.Noon.AddHours(1);
        Assert.True(Outbox.HasRepeatDue(story.State, story.Now));
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
        story.Sends();

        Assert.Equal(["Alert telegram", "Resolved telegram", "Repeat telegram"], Told(story));
    }

    [Fact]
    public void An_alert_and_its_end_that_a_snooze_put_off_both_vanish_where_it_is_over_by_then()
    {
        var until = Given.Noon.AddHours(1);
        var story = NewStory(preferences: Given.Owner with
        {
            Attention = new AttentionChoices { Snoozes = [new Snooze.OfKind(Given.Kind, until)] },
        });
        story.Sees("1.2", 10);
        story.Sees("2", 11);
        Assert.Equal(2, story.State.Outbox.Length);

        story.Now = until;
        story.Sends();

        Assert.Empty(story.Sent);
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void A_whole_episode_that_the_chain_takes_back_is_retracted_once()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.LosesBlocks(10, 11);
        story.Settles(20);
        story.Sends();

        Assert.Equal(["Alert telegram", "Resolved telegram", "Retraction telegram"], Told(story));
    }

    [Fact]
    public void A_deeper_alert_after_a_reorg_takes_the_place_of_the_correction()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.LosesBlocks(11, 11);
        story.Sees("1.0", 11, final: false, fork: "b");
        story.Sends();
        story.Settles(20);
        Assert.False(Outbox.HasRepeatDue(story.State, story.Now));
        story.Sees("2", 21, final: false, fork: "b");
        story.Sends();

        Assert.Equal(["Alert telegram", "Resolved telegram", "Alert telegram", "Resolved telegram"], Told(story));
    }

    private static Story NewStory(
        Lane lane = Lane.Critical, Preferences? preferences = null, ChannelName[]? channels = null) =>
        new(Given.Workflow(
            lane, standard: Given.Levels("< 1.3", "< 1.1"), channels: [.. channels ?? [ChannelName.Telegram]]) with
        {
            Resolved = new ResolvedPlan(TemplateName.Resolved, []),
        }, preferences);

    private static IEnumerable<string> Told(Story story) =>
        story.Sent.Select(sent => $"{sent.Notification.Role} {sent.Delivery.Channel}");
}

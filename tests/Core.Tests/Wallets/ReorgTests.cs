using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Blocks that are no longer part of the chain, and what their alerts become.</summary>
public class ReorgTests
{
    [Fact]
    public void The_same_crossing_on_the_canonical_chain_is_the_same_episode_and_sends_nothing_twice()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(10, 12, "a");
        Assert.IsType<Episode.Doubtful>(story.Book.Current);
        story.Sees("1.2", 11, final: false, fork: "b");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
        Assert.Equal(1, story.Open.Number);
        Assert.Equal(
            [DecisionOutcome.Notify, DecisionOutcome.Doubtful, DecisionOutcome.Suppressed],
            story.Records.Select(record => record.Outcome));
        Assert.Equal(ReasonCode.Reconfirmed, story.Records.Last().Reasons[^1].Code);
    }

    [Fact]
    public void An_episode_that_nobody_was_told_of_is_the_same_one_too_when_the_canonical_chain_opens_it_again()
    {
        var story = new Story(Given.Workflow(), Given.Owner with { MutedKinds = [Given.Kind] });
        story.Sees("1.2", 10, final: false, fork: "a");

        story.LosesBlocks(10, 10, "a");
        story.Sees("1.2", 11, final: false, fork: "b");

        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void A_crossing_that_the_canonical_chain_does_not_have_is_retracted_where_it_was_heard()
    {
        var story = new Story(Given.Workflow(channels: [ChannelName.Telegram, ChannelName.Email]));
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(10, 12, "a");
        story.Sees("1.4", 11, final: false, fork: "b");
        Assert.Equal(0, story.Sends());
        story.Settles(12);
        Assert.Equal(2, story.Sends());

        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
        Assert.Equal(TemplateName.Retraction, story.Sent[^1].Notification.Template);
        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Equal(1, story.Book.Last);
        Assert.Equal(DecisionOutcome.Retracted, story.Records.Last().Outcome);
    }

    [Fact]
    public void What_was_not_sent_yet_is_held_and_then_sent_once_with_the_new_facts()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        var key = story.Ready[0].Delivery.Key;

        story.LosesBlocks(10, 10, "a");
        Assert.Equal(0, story.Sends());
        story.Sees("1.1", 11, final: false, fork: "b");
        Assert.Equal(1, story.Sends());

        Assert.Equal(key, story.Sent[0].Delivery.Key);
        var fields = story.Sent[0].Notification.Fields;
        Assert.Equal(("11", "1.1"), (fields["block"], fields["value"]));
    }

    [Fact]
    public void What_was_not_sent_and_is_not_so_any_more_is_never_sent()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
        Assert.Equal([DeliveryWords.Cancelled], story.Endings.Select(it => it.Outcome));
    }

    [Fact]
    public void A_held_alert_that_expired_is_sent_after_all_when_it_is_confirmed()
    {
        var story = new Story(Given.Workflow(Lane.Standard));
        story.Sees("1.2", 10, final: false, fork: "a");
        story.LosesBlocks(10, 10, "a");
        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Sends();
        story.Now += Given.ValidFor;
        Assert.Equal(0, story.Sends());
        Assert.Equal([DeliveryWords.Expired], story.Endings.Select(it => it.Outcome));

        story.Sees("1.2", 700, final: false, fork: "b");

        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void A_critical_alert_held_for_a_reorg_that_never_settles_is_told_as_in_doubt_and_only_once()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.LosesBlocks(10, 10, "a");

        Assert.True(ComesDueUntilSent(story));
        Assert.Equal("true", Assert.Single(story.Sent).Notification.Fields[TemplateFields.InDoubt]);

        story.Sees("1.2", 700, final: false, fork: "b");
        Assert.Equal(0, story.Sends());
        story.LosesBlocks(700, 700, "b");
        story.Settles(700);
        Assert.Equal(1, story.Sends());
        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
    }

    [Fact]
    public void What_a_workflow_told_that_is_gone_is_retracted_in_its_own_words()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.Policy = Given.Policy();

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);
        Assert.Equal(1, story.Sends());

        var (told, taken) = (story.Sent[0].Notification, story.Sent[1].Notification);
        Assert.Equal(NotificationRole.Retraction, taken.Role);
        Assert.Equal(
            (told.Version, told.Kind, told.Lane, told.Urgency), (taken.Version, taken.Kind, taken.Lane, taken.Urgency));
        Assert.Equal(told.Version, story.Records.Last().Version);
    }

    [Fact]
    public void An_owner_who_opted_out_meanwhile_hears_no_retraction_of_a_workflow_that_is_gone()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.Policy = Given.Policy();
        story.Chooses(Given.Owner with { MutedKinds = [Given.Kind] });

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void What_waits_for_a_reorg_that_nobody_follows_any_more_is_retracted_by_itself()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Policy = Given.Policy();

        Assert.True(ComesDueUntilSent(story));

        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
        Assert.Null(Outbox.DueAt(story.State));
        Assert.All(story.State.Tracks.Values, track => Assert.Equal((null, null), (track.Told, track.DoubtSince)));
    }

    [Fact]
    public void What_waits_for_a_reorg_of_a_live_workflow_goes_on_waiting_for_the_chain()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");

        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Sends();

        Assert.IsType<Episode.Doubtful>(story.Book.Current);
        Assert.True(Outbox.DueAt(story.State) > story.Now);
        story.Settles(12);
        Assert.Equal(1, story.Sends());
        Assert.Null(Outbox.DueAt(story.State));
    }

    [Fact]
    public void An_attempt_under_way_during_the_reorg_is_retracted_if_it_arrived()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        var key = story.Ready[0].Delivery.Key;
        story.Happens(new WalletEvent.AttemptStarted(key));

        story.LosesBlocks(10, 10, "a");
        story.Happens(new WalletEvent.SendEnded(key, new SendOutcome.Delivered(null), ""));
        story.Settles(12);

        Assert.Equal(NotificationRole.Retraction, Assert.Single(story.Ready).Notification.Role);
    }

    [Fact]
    public void An_attempt_still_under_way_when_the_reorg_settles_is_retracted_in_case_it_arrives()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Happens(new WalletEvent.AttemptStarted(story.Ready[0].Delivery.Key));

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(NotificationRole.Retraction, Assert.Single(story.Ready).Notification.Role);
    }

    [Fact]
    public void What_arrives_after_it_was_taken_back_is_recorded_as_delivered()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        var ready = story.Ready[0];
        story.Happens(new WalletEvent.AttemptStarted(ready.Delivery.Key));
        story.LosesBlocks(10, 10, "a");
        story.Settles(12);
        var before = story.State;

        story.Happens(new WalletEvent.SendEnded(ready.Delivery.Key, new SendOutcome.Delivered(null), "", ready));

        Assert.Same(before, story.State);
        Assert.Equal(
            [(ready.Delivery.Key, DeliveryWords.Cancelled), (ready.Delivery.Key, DeliveryWords.Delivered)],
            story.Endings.Select(it => (it.Key, it.Outcome)));
    }

    [Fact]
    public void A_failed_attempt_is_not_repeated_while_its_block_is_in_doubt()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        var key = story.Ready[0].Delivery.Key;
        story.LosesBlocks(10, 10, "a");

        story.Happens(new WalletEvent.SendEnded(key, new SendOutcome.Unreachable("refused"), ""));
        story.Now += TimeSpan.FromMinutes(1);

        Assert.Empty(story.Ready);
    }

    [Fact]
    public void An_orphaned_deepening_goes_back_a_level_and_is_retracted_alone()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 10, final: false, fork: "");
        story.Sends();
        story.Sees("1.05", 11, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(11, 11, "a");
        Assert.Equal((0, 2), (story.Open.Level, story.Open.Alerts));
        story.Sees("1.25", 12, final: false, fork: "b");
        story.Settles(12);
        story.Sends();

        var retraction = story.Sent[^1].Notification;
        Assert.Equal((NotificationRole.Retraction, 1), (retraction.Role, retraction.Level));
        Assert.Equal(3, story.Sent.Count);
        Assert.Equal(0, story.Open.Level);
    }

    [Fact]
    public void An_orphaned_closing_leaves_the_episode_open_as_if_it_had_never_closed()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false, fork: "a");

        story.LosesBlocks(11, 11, "a");
        story.Sees("1.2", 12, final: false, fork: "b");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void An_alert_cancelled_by_an_orphaned_closing_is_told_after_all()
    {
        var story = new Story(Given.Workflow(Lane.Standard));
        story.Sees("1.2", 10, final: false);
        story.Sees("2", 11, final: false, fork: "a");
        Assert.Empty(story.State.Outbox);

        story.LosesBlocks(11, 11, "a");
        story.Sees("1.2", 12, final: false, fork: "b");

        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void Two_reorgs_in_a_row_end_in_one_message()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Sees("1.2", 10, final: false, fork: "b");
        story.Sends();
        story.LosesBlocks(10, 10, "b");
        story.Sees("1.2", 10, final: false, fork: "c");
        story.Settles(12);
        story.Sends();

        Assert.Single(story.Sent);
        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void An_episode_number_is_never_used_again_after_a_retraction()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Settles(12);
        story.Sends();

        story.Sees("1.2", 13, final: false, fork: "b");

        Assert.Equal(2, story.Open.Number);
        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void Finality_clears_what_was_kept_for_a_reorg()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false);
        Assert.NotEmpty(story.Book.Undo);

        story.Happens(new WalletEvent.Observed([Given.Signal("2", 100, final: false)], Finalized: 50));

        Assert.Equal([100L], story.Book.Undo.Select(undo => undo.Block.Number));
        Assert.Empty(story.Book.Unfinal);
    }

    [Fact]
    public void More_phases_than_are_kept_put_back_the_oldest_kept_one()
    {
        var story = Unfinal();
        for (var block = 1; block <= 40; block++)
            story.Sees(block % 2 == 1 ? "1.2" : "2", block, final: false, fork: "a");
        Assert.InRange(story.Book.Undo.Length, 1, 16);

        story.LosesBlocks(1, 40, "a");
        story.Sees("2", 41, final: false, fork: "b");
        story.Settles(41);

        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Equal(20, story.Book.Last);
    }

    [Fact]
    public void Blocks_of_another_chain_and_blocks_that_did_nothing_change_nothing()
    {
        var story = Unfinal();
        story.Sees("1.2", 10, final: false);
        var before = story.State;

        story.Happens(new WalletEvent.Orphaned(Kwala.Core.Evm.ChainId.Evm(10), [Given.Block(10)], [Given.Risk]));
        story.LosesBlocks(11, 12);
        story.Settles(12);

        Assert.Same(before, story.State);
    }

    // As the due index does: at each instant that something is due, but not for ever.
    private static bool ComesDueUntilSent(Story story)
    {
        var sent = story.Sent.Count;
        for (var step = 0; step < 4 && story.Sent.Count == sent; step++)
            if (!story.SendsWhenDue(new SendOutcome.Delivered(null)))
                return false;
        return story.Sent.Count > sent;
    }

    private static Story Unfinal() => new(Given.Workflow());
}

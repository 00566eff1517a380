using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Messages that wait or are on their way while their block is lost.</summary>
public class ReorgOutboxTests
{
    [Fact]
    public void What_was_not_sent_yet_is_held_and_then_sent_once_with_the_new_facts()
    {
        var story = new Story(Given.Workflow());
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
        var story = new Story(Given.Workflow());
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
        var story = new Story(Given.Workflow());
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
    public void An_attempt_under_way_during_the_reorg_is_retracted_if_it_arrived()
    {
        var story = new Story(Given.Workflow());
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
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Happens(new WalletEvent.AttemptStarted(story.Ready[0].Delivery.Key));

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(NotificationRole.Retraction, Assert.Single(story.Ready).Notification.Role);
    }

    [Fact]
    public void What_arrives_after_it_was_taken_back_is_recorded_as_delivered()
    {
        var story = new Story(Given.Workflow());
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
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        var key = story.Ready[0].Delivery.Key;
        story.LosesBlocks(10, 10, "a");

        story.Happens(new WalletEvent.SendEnded(key, new SendOutcome.Unreachable("refused"), ""));
        story.Now += TimeSpan.FromMinutes(1);

        Assert.Empty(story.Ready);
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

    // As the due index does: at each instant that something is due, but not for ever.
    private static bool ComesDueUntilSent(Story story)
    {
        var sent = story.Sent.Count;
        for (var step = 0; step < 4 && story.Sent.Count == sent; step++)
            if (!story.SendsWhenDue(new SendOutcome.Delivered(null)))
                return false;
        return story.Sent.Count > sent;
    }
}

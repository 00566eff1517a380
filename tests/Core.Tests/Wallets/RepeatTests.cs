using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>An episode that stays open is told again, as often as its workflow says and no oftener.</summary>
public class RepeatTests
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    [Fact]
    public void An_open_episode_is_told_again_at_its_time_with_the_present_value()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        var first = story.Now;
        Assert.Equal(first + Every, Outbox.DueAt(story.State));

        Remind(story, "1.15");

        var repeat = story.Sent[^1].Notification;
        Assert.Equal(first + Every, story.Now);
        Assert.Equal(
            (NotificationRole.Repeat, 0, "1.15", "1"),
            (repeat.Role, repeat.Ordinal, repeat.Fields["value"], repeat.Fields["repeat"]));
        Assert.Contains(story.Records.Last().Reasons, reason => reason.Code == ReasonCode.Repeated);
        Assert.Equal(story.Now + Every, Outbox.DueAt(story.State));
    }

    [Fact]
    public void It_is_told_again_at_most_as_often_as_the_workflow_says()
    {
        var story = NewStory(atMost: 3);
        story.Sees("1.2", 10);
        story.Sends();
        for (var turn = 0; turn < 3; turn++)
            Remind(story, "1.2");

        Assert.Null(Outbox.DueAt(story.State));
        Assert.Equal([0, 1, 2], story.Sent.Skip(1).Select(sent => sent.Notification.Ordinal));
        Assert.Equal(4, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void An_episode_that_is_over_is_not_told_again()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        story.Sees("2", 11);

        Assert.Null(Outbox.DueAt(story.State));
        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void A_deeper_alert_begins_the_time_anew()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        story.Sees("1.0", 1000);
        story.Sends();

        Assert.Equal(story.Now + Every, Outbox.DueAt(story.State));
    }

    [Fact]
    public void While_the_owner_has_muted_it_waits_for_the_end_of_the_mute()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        var until = story.Now + (2 * Every);
        story.Chooses(Given.Owner with { MutedUntil = until });
        story.Now += Every;

        Assert.False(Outbox.HasRepeatDue(story.State, story.Now));
        Assert.Equal(until, Outbox.DueAt(story.State));
        Remind(story, "1.2");
        Assert.Equal((until, NotificationRole.Repeat), (story.Now, story.Sent[^1].Notification.Role));
    }

    [Fact]
    public void A_value_that_is_back_already_is_not_told_again()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        Remind(story, "2");

        Assert.Single(story.Sent);
        Assert.Equal(story.Now + Every, Outbox.DueAt(story.State));
    }

    [Fact]
    public void Without_the_present_values_nothing_is_told_again_and_it_stays_due()
    {
        var story = NewStory();
        story.Sees("1.2", 10);
        story.Sends();
        story.Now += Every;
        story.Happens(new WalletEvent.DueCame());

        Assert.True(Outbox.HasRepeatDue(story.State, story.Now));
        Assert.Empty(story.Ready);
    }

    [Fact]
    public void A_repeat_of_what_a_reorg_took_back_is_not_sent()
    {
        var story = NewStory();
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Now += Every;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
        story.LosesBlocks(10, 10);
        Assert.Empty(story.Ready);
        story.Settles(20);
        story.Sends();

        Assert.Equal(
            [NotificationRole.Alert, NotificationRole.Retraction], story.Sent.Select(sent => sent.Notification.Role));
    }

    private static Story NewStory(int atMost = 10) =>
        new(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")) with
        {
            Repeat = new RepeatPlan(Every, atMost, null),
        });

    // As a grain does.
    private static void Remind(Story story, string value)
    {
        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal(value, 20)] });
        story.Sends();
    }
}

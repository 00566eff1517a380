using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Without a latch each log beyond the line is news by itself, such as a transfer.</summary>
public class LatchTests
{
    [Fact]
    public void Each_log_beyond_the_line_is_told_by_itself_and_nothing_stays_open()
    {
        var story = NewStory();
        foreach (var (value, at) in new[] { "5", "6", "3", "6", "4" }.Select((value, at) => (value, at)))
        {
            story.Sees(value, at);
            story.Sends();
        }

        Assert.Equal(["5", "6", "6"], Told(story));
        Assert.Equal([1L, 2L, 3L], story.Sent.Select(sent => sent.Notification.Episode));
        Assert.Equal(3, story.Sent.DistinctBy(sent => sent.Delivery.Key).Count());
        Assert.Empty(story.State.Tracks[Given.Risk].Episodes);
        Assert.Equal(3, story.State.NumbersUsed);
    }

    [Fact]
    public void A_batch_that_comes_again_tells_nothing_again()
    {
        var story = NewStory();
        story.Sees("5", 1);
        story.Sees("6", 2);
        var state = story.State;
        story.Happens(Given.Observed(Given.Signal("5", 1), Given.Signal("6", 2)));
        story.Sends();

        Assert.Same(state.Tracks, story.State.Tracks);
        Assert.Equal(["5", "6"], Told(story));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_that_a_reorg_moves_to_another_block_is_not_told_twice(bool wasSent)
    {
        var story = NewStory();
        story.Happens(Given.Observed(Transfer("5", 1, 3, "first"), Transfer("5", 1, 4, "first"), Transfer("7", 1, 5, "second")));
        if (wasSent)
            story.Sends();
        story.LosesBlocks(1, 1);
        story.Happens(Given.Observed(
            Transfer("7", 2, 0, "second", "b"), Transfer("5", 2, 1, "first", "b"), Transfer("5", 2, 2, "first", "b"),
            Transfer("5", 2, 3, "third", "b")));
        story.Settles(10);
        story.Sends();
        story.Resumes();
        story.Sends();

        Assert.Equal(["5", "5", "5", "7"], Told(story).Order());
        Assert.Equal([1L, 2L, 3L, 4L], story.Sent.Select(sent => sent.Notification.Episode).Order());
        Assert.All(story.Sent, sent => Assert.Equal(NotificationRole.Alert, sent.Notification.Role));
    }

    [Fact]
    public void A_log_that_a_reorg_drops_is_taken_back_and_its_number_is_not_used_again()
    {
        var story = NewStory();
        story.Happens(Given.Observed(Transfer("5", 1, 0, "first")));
        story.Sends();
        story.LosesBlocks(1, 1);
        story.Happens(Given.Observed(Transfer("5", 1, 0, "other", "b")));
        story.Settles(10);
        story.Sends();

        Assert.Equal(
            [(NotificationRole.Alert, 1L), (NotificationRole.Alert, 2L), (NotificationRole.Retraction, 1L)],
            story.Sent.Select(sent => (sent.Notification.Role, sent.Notification.Episode)));
    }

    [Fact]
    public void Another_line_says_nothing_of_what_happened_before()
    {
        var story = NewStory();
        story.Sees("5", 1);
        story.Sees("3", 2);
        story.Chooses(
            Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("> 2")) },
            Given.Signal("3", 2));
        story.Happens(new WalletEvent.Revalued([Given.Signal("3", 2)]));
        story.Sends();

        Assert.Equal(["5"], Told(story));
        Assert.False(WorkflowChange.MovesLines(NewWorkflow(), NewWorkflow("> 2")));
        Assert.False(WorkflowChange.KeepsValues(NewWorkflow(), Given.Workflow()));
    }

    [Fact]
    public void What_waits_for_the_end_of_quiet_hours_is_told_as_it_was()
    {
        var story = NewStory(Given.Owner with
        {
            Attention = AttentionChoices.Unset with { Quiet = new QuietHours(11 * 60, 13 * 60) },
        });
        story.Sees("5", 1);
        story.Sees("3", 2);
        story.Sees("6", 3);
        story.Sends();
        Assert.Empty(story.Sent);

        story.Now = Given.Noon.AddHours(1);
        story.Sends();
        Assert.Equal(["5", "6"], Told(story));
    }

    [Theory]
    [InlineData(Lane.Standard, 2, false)]
    [InlineData(Lane.Critical, 2, true)]
    [InlineData(Lane.Critical, 25, false)]
    public void What_is_read_too_late_is_told_late_where_it_is_critical_and_no_older_than_a_day(
        Lane lane, int hours, bool isTold)
    {
        var story = NewStory(lane: lane);
        story.Now = Given.Noon.AddHours(hours);
        story.Sees("5", 0, live: false);
        story.Sends();

        Assert.Equal(isTold ? ["5"] : [], Told(story));
        Assert.All(story.Sent, sent => Assert.Equal("true", sent.Notification.Fields["late"]));
        Assert.Equal(isTold, !ReferenceEquals(story.State.Tracks, Given.State().Tracks) && story.State.NumbersUsed == 1);
    }

    [Fact]
    public void An_episode_from_before_the_latch_was_left_out_is_over_with_the_next_log()
    {
        var story = new Story(NewWorkflow() with { Rule = NewWorkflow().Rule with { Latches = true } });
        story.Sees("5", 1);
        story.Policy = Given.Policy(NewWorkflow());
        story.Sees("6", 2);
        story.Sends();

        Assert.Equal(["5", "6"], Told(story));
        Assert.Empty(story.State.Tracks[Given.Risk].Episodes);
    }

    [Fact]
    public void Hundreds_of_logs_that_may_be_taken_back_stay_within_the_record()
    {
        var story = NewStory();
        for (var block = 0; block < 300; block++)
        {
            story.Sees("5", block, final: false);
            story.Sends();
        }

        Assert.Equal(300, story.Sent.Count);
        Assert.InRange(RecordSize.ForReorgs(story.State), 1, RecordSize.ReorgBytesMax);
        Assert.InRange(RecordSize.Lasting(story.State), 1, RecordSize.BytesMax);
    }

    private static IEnumerable<string> Told(Story story) =>
        story.Sent.Select(sent => sent.Notification.Fields["value"]);

    private static Story NewStory(Preferences? owner = null, Lane lane = Lane.Standard) =>
        new(NewWorkflow() with { Lane = lane }, owner);

    private static Workflow NewWorkflow(string line = "> 4") => Given.Workflow(Lane.Standard) with
    {
        Rule = new ThresholdRule(
            AlertSide.Above,
            Given.Workflow().Rule.Tiers.SetItem(TierName.Standard, Given.Levels(line)),
            TierName.Standard, new Rearm.Absolute(Rational.Zero))
        {
            Latches = false,
        },
    };

    private static Signal Transfer(string value, long block, int index, string transaction, string fork = "")
    {
        var signal = Given.Signal(value, block, final: false, fork: fork);
        return signal with { Source = signal.Source with { LogIndex = index, Transaction = Given.Hash(transaction) } };
    }
}

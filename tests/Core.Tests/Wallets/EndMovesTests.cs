using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Tests.Workflows;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>The reminder comes before the end, whatever moves the end and whenever it is quiet.</summary>
public class EndMovesTests
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(24);

    // Three days after the proposal's own block, which is block 10: 2026-01-04 12:02.
    private static readonly DateTimeOffset End = Given.TimeOf(10) + TimeSpan.FromDays(3);

    [Fact]
    public void A_log_that_names_another_end_moves_the_end_and_the_reminder()
    {
        var story = Proposed();
        Extends(story, days: 5);

        Assert.Equal(Given.TimeOf(10) + TimeSpan.FromDays(5) - Before, Outbox.DueAt(story.State));
        Passes(story);
        Assert.Equal("2026-01-06 12:02", story.Sent[^1].Notification.Fields["ends"]);
        Passes(story);
        Assert.Equal((2, Given.TimeOf(10) + TimeSpan.FromDays(5)), (story.Sent.Count, story.Now));
        Assert.IsType<Episode.Closed>(story.Book.Current);
    }

    [Fact]
    public void Whoever_was_reminded_is_told_of_the_new_end_once_and_that_it_moved()
    {
        var story = Proposed();
        Passes(story);
        Assert.DoesNotContain("endsMovedFrom", story.Sent[^1].Notification.Fields.Keys);
        Extends(story, days: 5);

        Assert.Equal(Given.TimeOf(10) + TimeSpan.FromDays(5) - Before, Outbox.DueAt(story.State));
        Passes(story);
        Assert.Equal(3, story.Sent.Count);
        Assert.Equal(("2026-01-06 12:02", "2026-01-04 12:02"), Ends(story));
        Assert.Contains("no longer at 2026-01-04 12:02:00Z", string.Join(' ', story.Records.Last().Reasons.Select(it => it.Text)), StringComparison.Ordinal);
        Extends(story, days: 6, block: 21);
        Passes(story);
        Assert.Equal((3, Given.TimeOf(10) + TimeSpan.FromDays(6)), (story.Sent.Count, story.Now));
    }

    [Fact]
    public void Whoever_heard_an_end_that_moves_a_little_is_told_of_the_new_one_at_once()
    {
        var reminded = Proposed();
        Passes(reminded);
        reminded.Now = End - TimeSpan.FromHours(1);
        Extends(reminded, days: 3.5);
        Passes(reminded);
        Assert.Equal((3, End - TimeSpan.FromHours(1)), (reminded.Sent.Count, reminded.Now));
        Assert.Equal(("2026-01-05 00:02", "2026-01-04 12:02"), Ends(reminded));

        var told = Proposed(before: TimeSpan.FromDays(7));
        Assert.Equal(End, Outbox.DueAt(told.State));
        Extends(told, days: 5);
        Passes(told);

        Assert.Equal(("2026-01-06 12:02", "2026-01-04 12:02"), Ends(told));
    }

    [Fact]
    public void Whoever_voted_is_not_told_of_the_new_end()
    {
        var story = Proposed();
        Passes(story);
        Extends(story, days: 5);
        story.Happens(Given.Observed(Given.Signal("-1", 30)));

        Assert.Null(Outbox.DueAt(story.State));
    }

    [Fact]
    public void Message_that_waits_still_has_the_new_end()
    {
        Assert.True(QuietHours.TryParse("11:00-13:00", out var quiet));
        var story = NewStory(quiet);
        Proposes(story);
        Assert.Empty(story.Sent);
        Extends(story, days: 5);
        story.Now += TimeSpan.FromHours(2);
        story.Sends();

        Assert.Equal("2026-01-06 12:02", Assert.Single(story.Sent).Notification.Fields["ends"]);
    }

    [Fact]
    public void Reminder_of_an_end_that_a_reorg_puts_back_is_not_told_where_the_first_one_holds_again()
    {
        var story = Proposed();
        Passes(story);
        Extends(story, days: 5, final: false);
        story.LosesBlocks(20, 20);
        story.Settles(30);

        Assert.Equal(End, Outbox.DueAt(story.State));
        Assert.Null(story.Book.Deadline!.MovedFrom);
    }

    [Fact]
    public void An_end_that_a_reorg_moves_back_is_the_end_again()
    {
        var story = Proposed();
        Extends(story, days: 5, final: false);
        story.LosesBlocks(20, 20);
        story.Settles(30);

        Assert.Equal(End - Before, Outbox.DueAt(story.State));
        Passes(story);
        Passes(story);
        Assert.Equal((2, End), (story.Sent.Count, story.Now));
    }

    [Fact]
    public void A_log_that_names_another_end_opens_nothing_and_changes_nothing_of_what_is_over()
    {
        var story = NewStory();
        Extends(story, days: 5);

        Assert.Null(Outbox.DueAt(story.State));
        Assert.Empty(story.Records);
    }

    // The end is at 12:02; a day before would be the usual time for the reminder.
    [Theory]
    [InlineData("11:00-13:00", "2026-01-03 10:59")]
    [InlineData("10:00-12:00", "2026-01-03 12:02")]
    [InlineData("22:00-07:00", "2026-01-03 12:02")]
    public void Where_quiet_hours_outlast_the_end_the_reminder_comes_just_before_they_begin(string quiet, string at)
    {
        Assert.True(QuietHours.TryParse(quiet, out var hours));
        var before = quiet.StartsWith("11", StringComparison.Ordinal) ? TimeSpan.FromMinutes(30) : Before;
        var story = Proposed(hours, before);
        var expected = quiet.StartsWith("11", StringComparison.Ordinal) ? at.Replace("03", "04", StringComparison.Ordinal) : at;

        Assert.Equal(expected, $"{Outbox.DueAt(story.State):yyyy-MM-dd HH:mm}");
        Passes(story);
        Assert.Equal(2, story.Sent.Count);
    }

    [Theory]
    [InlineData(Lane.Standard, 2)]
    [InlineData(Lane.Bulk, 1)]
    public void Quiet_hours_that_were_chosen_later_put_no_reminder_past_the_end_but_in_bulk(Lane lane, int sent)
    {
        var story = Proposed(quiet: null, TimeSpan.FromMinutes(30), lane);
        story.Chooses(Quiet(new QuietHours(11 * 60, 13 * 60)));
        story.Now = End - TimeSpan.FromMinutes(30);
        Assert.Equal(story.Now, Outbox.DueAt(story.State));

        Passes(story);

        Assert.Equal(sent, story.Sent.Count);
        Assert.Contains(
            story.Effects.OfType<WalletEffect.Show>(), it => it.Notification.Role == NotificationRole.Repeat);
    }

    [Fact]
    public void What_the_owner_snoozed_past_its_end_lies_in_the_inbox_alone()
    {
        var story = Proposed();
        story.Chooses(Given.Owner with
        {
            Attention = new AttentionChoices { Snoozes = [new Snooze.OfKind(Given.Kind, End.AddDays(1))] },
        });
        Passes(story);

        Assert.Single(story.Sent);
        Assert.Contains(
            story.Effects.OfType<WalletEffect.Show>(), it => it.Notification.Role == NotificationRole.Repeat);
    }

    private static Preferences Quiet(QuietHours? hours) =>
        Given.Owner with { Attention = new AttentionChoices { Quiet = hours } };

    private static Story NewStory(QuietHours? quiet = null, TimeSpan? before = null, Lane lane = Lane.Standard) => new(
        Given.Workflow(lane) with
        {
            Trigger = new Trigger(Given.Chain, [], Proposals.Created, 0),
            Rule = ThresholdRule.Occurrence,
            ValidFor = TimeSpan.FromDays(1),
            EndsSoon = new EndsSoonPlan(before ?? Before, 7, EndClock.Block, Given.BlockInterval, TemplateName.EndsSoon),
        },
        quiet is null ? null : Quiet(quiet));

    private static Story Proposed(QuietHours? quiet = null, TimeSpan? before = null, Lane lane = Lane.Standard)
    {
        var story = NewStory(quiet, before, lane);
        Proposes(story);
        // The proposal itself may come in quiet hours.
        if (story.Sent.Count == 0)
        {
            story.Now += TimeSpan.FromHours(2);
            story.Sends();
        }

        Assert.Single(story.Sent);
        return story;
    }

    private static void Proposes(Story story)
    {
        var signal = Given.Signal("1", 10);
        story.Now = Given.TimeOf(10);
        story.Happens(Given.Observed(signal with
        {
            Source = signal.Source with { Arguments = Proposals.Saying("# Raise the fee", ends: 10 + (3 * 7200)) },
        }));
        story.Sends();
    }

    private static (string Now, string Before) Ends(Story story) =>
        (story.Sent[^1].Notification.Fields["ends"], story.Sent[^1].Notification.Fields["endsMovedFrom"]);

    private static void Extends(Story story, double days, bool final = true, int block = 20)
    {
        story.Now = story.Now > Given.TimeOf(block) ? story.Now : Given.TimeOf(block);
        var signal = Given.Signal(Ending.Moved, block, live: true, final);
        story.Happens(Given.Observed(signal with
        {
            Source = signal.Source with { Arguments = [new AbiValue.Number(new BigInteger(10 + (days * 7200)))] },
        }));
    }

    private static void Passes(Story story)
    {
        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true });
        story.Sends();
    }
}

using Kwala.Core.Delivery;
using Kwala.Core.Tests.Workflows;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>A proposal is told to who chose its category, and once more before its end to who has not voted.</summary>
public class ProposalTests
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(24);

    // Three days of blocks after the proposal's own, which is block 10.
    private static readonly DateTimeOffset End = Given.TimeOf(10) + TimeSpan.FromDays(3);

    [Fact]
    public void A_proposal_is_told_with_its_categories_title_and_end()
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();

        var fields = Assert.Single(story.Sent).Notification.Fields;
        Assert.Equal(
            ("fees", "Raise the fee", "2026-01-04 12:02", "true"),
            (fields["categories"], fields["title"], fields["ends"], fields["endsEstimated"]));
        Assert.Equal(
            ["The log is news by itself.", "It is of category fees by words \"fee\"."],
            story.Records.Single().Reasons.Select(reason => reason.Text));
    }

    [Theory]
    [InlineData("fees", true)]
    [InlineData("fees,other", true)]
    [InlineData("other", false)]
    [InlineData("", true)]
    public void A_proposal_is_told_for_the_categories_that_the_owner_chose(string chosen, bool isTold)
    {
        var story = NewStory(Given.Owner with
        {
            Subscriptions = Given.Owner.Subscriptions.Add(
                Given.Risk, new Subscription([.. chosen.Split(',', StringSplitOptions.RemoveEmptyEntries)])),
        });
        Proposes(story);

        Assert.Equal(isTold ? 1 : 0, story.Sends());
        Assert.Equal(
            isTold ? [ReasonCode.Category] : [ReasonCode.Category, ReasonCode.CategoryNotChosen],
            story.Records.Single().Reasons.Skip(1).Select(reason => reason.Code));
        // Kept back or told, it is over at its end; nobody is reminded of what was not told.
        Assert.Equal(isTold ? End - Before : End, Outbox.DueAt(story.State));
    }

    [Fact]
    public void Before_its_end_the_owner_is_reminded_once_and_then_it_is_over_without_another_log()
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        Assert.Equal(End - Before, Outbox.DueAt(story.State));

        Passes(story);

        Assert.Equal(End - Before, story.Now);
        var reminder = story.Sent[^1].Notification;
        Assert.Equal(
            (NotificationRole.Repeat, TemplateName.EndsSoon, "Raise the fee", "2026-01-04 12:02", End),
            (reminder.Role, reminder.Template, reminder.Fields["title"], reminder.Fields["ends"], reminder.ValidUntil));
        Assert.Contains(
            "as far as blocks tell",
            story.Records.Last().Reasons.Single(reason => reason.Code == ReasonCode.EndsSoon).Text,
            StringComparison.Ordinal);
        Assert.Equal(End, Outbox.DueAt(story.State));

        Passes(story);

        Assert.Equal((2, End), (story.Sent.Count, story.Now));
        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Equal(
            (DecisionOutcome.Resolved, ReasonCode.Ended),
            (story.Records.Last().Outcome, story.Records.Last().Reasons.Single().Code));
        Assert.Null(Outbox.DueAt(story.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_is_reminded_of_what_was_voted_on_or_ended(bool isVote)
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        Ends(story, isVote);

        Assert.Equal((1, null), (story.Sent.Count, Outbox.DueAt(story.State)));
        Assert.Equal(DecisionOutcome.Resolved, story.Records.Last().Outcome);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void A_vote_counts_as_acted_on_and_another_end_does_not(bool isVote, int awaiting)
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        Assert.Single(story.State.Behaviour.Kinds[Given.Kind].Awaiting);
        Ends(story, isVote);

        Assert.Equal(awaiting, story.State.Behaviour.Kinds[Given.Kind].Awaiting.Length);
    }

    [Fact]
    public void A_vote_that_a_reorg_takes_back_leaves_the_reminder_due()
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        Ends(story, isVote: true, final: false);
        Assert.Null(Outbox.DueAt(story.State));
        Assert.Empty(story.State.Behaviour.Kinds[Given.Kind].Awaiting);
        story.LosesBlocks(20, 20);
        story.Settles(30);

        Assert.Equal(End - Before, Outbox.DueAt(story.State));
        Assert.Single(story.State.Behaviour.Kinds[Given.Kind].Awaiting);
    }

    [Fact]
    public void An_alert_that_waits_for_the_morning_is_not_sent_to_who_has_voted()
    {
        var story = NewStory(Given.Owner with
        {
            Attention = AttentionChoices.Unset with { Quiet = QuietHours.TryParse("08:00-20:00", out var quiet) ? quiet : null },
        });
        Proposes(story);
        Assert.Equal(0, story.Sends());
        Ends(story, isVote: true);
        story.Now += TimeSpan.FromDays(1);

        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void In_quiet_hours_the_reminder_waits_for_their_end()
    {
        var story = NewStory(Given.Owner with
        {
            Attention = AttentionChoices.Unset with { Quiet = QuietHours.TryParse("12:01-13:00", out var quiet) ? quiet : null },
        });
        Proposes(story);
        story.Now = Given.Noon + TimeSpan.FromHours(1);
        Assert.Equal(1, story.Sends());
        story.Now = (End - Before).AddSeconds(1);
        story.Happens(new WalletEvent.DueCame { AreAllValues = true });
        Assert.Equal(0, story.Sends());
        Passes(story);

        Assert.Equal(NotificationRole.Repeat, story.Sent[^1].Notification.Role);
        Assert.Equal(13, story.Now.Hour);
    }

    [Fact]
    public void Reminder_that_was_tried_in_vain_is_not_tried_again_after_the_end()
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        story.Now = End - Before;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true });
        Assert.Equal(1, story.Sends(new SendOutcome.Unreachable("It is away.")));
        story.Now = End.AddMinutes(1);
        story.Happens(new WalletEvent.DueCame { AreAllValues = true });

        Assert.Equal(0, story.Sends());
        Assert.Equal(DeliveryWords.Expired, story.Endings.Last().Outcome);
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void Who_hears_of_it_within_the_time_of_the_reminder_is_not_reminded()
    {
        var story = NewStory();
        story.Now = End - TimeSpan.FromHours(3);
        story.Happens(Given.Observed(Proposal(block: 21_000)));
        story.Sends();

        Assert.Equal((1, End), (story.Sent.Count, Outbox.DueAt(story.State)));
    }

    [Fact]
    public void A_proposal_that_is_over_when_it_is_read_opens_nothing()
    {
        var story = NewStory();
        story.Now = End;
        story.Happens(Given.Observed(Proposal() with { Live = false }));

        Assert.Empty(story.State.Tracks);
    }

    [Fact]
    public void An_owner_who_chooses_anew_hears_nothing_of_what_was_voted_on()
    {
        var story = NewStory();
        Proposes(story);
        story.Sends();
        Ends(story, isVote: true);
        story.Chooses(Given.Owner with { Tier = TierName.Aggressive }, Proposal() with { Live = false });

        Assert.Equal(0, story.Sends());
    }

    private static Story NewStory(Preferences? preferences = null) => new(
        Given.Workflow(Lane.Standard) with
        {
            Trigger = new Trigger(Given.Chain, [], Proposals.Created, 0),
            Rule = ThresholdRule.Occurrence,
            ValidFor = TimeSpan.FromDays(1),
            Categories = new CategoryRules(Proposals.Parts, [Proposals.Category("fees", words: ["fee"])]),
            EndsSoon = new EndsSoonPlan(Before, 7, EndClock.Block, Given.BlockInterval, TemplateName.EndsSoon),
        },
        preferences);

    private static Signal Proposal(long block = 10)
    {
        var signal = Given.Signal("1", block);
        return signal with
        {
            Source = signal.Source with { Arguments = Proposals.Saying("# Raise the fee", ends: 10 + (3 * 7200)) },
        };
    }

    private static void Proposes(Story story)
    {
        story.Now = Given.TimeOf(10);
        story.Happens(Given.Observed(Proposal()));
    }

    private static void Ends(Story story, bool isVote, bool final = true)
    {
        story.Now = Given.TimeOf(20);
        var signal = Given.Signal(isVote ? "-1" : "0", 20, final: final);
        story.Happens(Given.Observed(signal with { Source = signal.Source with { Arguments = [] } }));
    }

    // As a grain does, which finds no value of the position kept.
    private static void Passes(Story story)
    {
        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true });
        story.Sends();
    }
}

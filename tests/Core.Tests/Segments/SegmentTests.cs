using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Expressions;
using Kwala.Core.Segments;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Segments;

public class SegmentTests
{
    private static readonly SegmentName Absent = new("absent"), Busy = new("busy"), Nobody = new("nobody");

    [Theory]
    [InlineData("hasTier and isAggressive and not isStandard", true)]
    [InlineData("contacts == 2 and ownThresholds == 1", true)]
    [InlineData("openEpisodes == 1", true)]
    [InlineData("alertsToday == 2 and alertsThisWeek == 3", true)]
    [InlineData("responded == 2 and ignored == 5", true)]
    [InlineData("daysSinceSeen == 30 and isCooling", true)]
    [InlineData("isNew or isActive or isDormant or isReturned", false)]
    public void Facts_are_what_the_wallet_knows_of_itself(string condition, bool holds) =>
        Assert.Equal(holds, Parsed(condition).Evaluate(WalletFacts.Of(Known, Now, Given.Policy())));

    [Fact]
    public void Wallet_that_nothing_happened_to_is_new_and_was_never_there() => Assert.True(
        Parsed("isNew and daysSinceSeen > 90000 and openEpisodes == 0 and not hasTier")
            .Evaluate(WalletFacts.Of(WalletState.Empty, Now, Given.Policy())));

    [Fact]
    public void Contacts_that_are_not_verified_and_crossings_that_are_over_do_not_count()
    {
        var story = new Story(Given.Workflow(), Given.Owner with
        {
            Contacts = Given.Owner.Contacts.SetItem(ChannelName.Email, new Contact("owner@example.org", ContactStanding.Unverified)),
        });
        story.Sees("1", 1, final: false);
        story.Sees("2", 2, final: false);

        Assert.IsType<Episode.Closed>(story.State.Tracks[Given.Risk].Episodes[Given.Market].Current);
        Assert.True(Parsed("contacts == 1 and openEpisodes == 0").Evaluate(WalletFacts.Of(story.State, story.Now, story.Policy)));
    }

    [Fact]
    public void Today_is_the_day_of_the_owners_own_zone()
    {
        var state = Known with { Preferences = Given.Owner with { Attention = AttentionChoices.Unset with { Zone = "Pacific/Kiritimati" } } };

        Assert.True(Parsed("alertsToday == 0 and alertsThisWeek == 3").Evaluate(WalletFacts.Of(state, Now, Given.Policy())));
    }

    [Fact]
    public void Unknown_fact_is_refused_with_the_nearest_one()
    {
        var refused = Assert.IsType<ExpressionParse<TruthExpression>.Malformed>(SegmentRules.Parse("alertsToday > 1 and isDorment"));

        Assert.Equal(21, refused.Column);
        Assert.Contains("isDormant", refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("< 1.9", "aggressive", true, ReasonCode.OwnThreshold, "< 1.9")]
    [InlineData(null, "aggressive", true, ReasonCode.SegmentThreshold, "< 1.6")]
    [InlineData(null, "aggressive", false, ReasonCode.TierThreshold, "< 1.1")]
    [InlineData(null, null, true, ReasonCode.SegmentThreshold, "< 1.6")]
    [InlineData(null, null, false, ReasonCode.DefaultTier, "< 1.3")]
    [InlineData("> 1.9", null, true, ReasonCode.SegmentThreshold, "< 1.6")] // the wrong side
    public void Wallet_beats_segment_beats_tier(string? own, string? tier, bool belongs, ReasonCode why, string line)
    {
        var preferences = Given.Owner with
        {
            Tier = tier is null ? null : new TierName(tier),
            Thresholds = own is null ? Given.Owner.Thresholds : Given.Owner.Thresholds.Add(Given.Risk, Given.Line(own)),
        };
        var workflow = With(Given.Workflow(), (Nobody, "< 2"), (Absent, "< 1.6"), (Busy, "< 1.7"));

        var record = WalletDecision.Explain(
            Given.State(preferences), Given.Signal("9", 1), Now, Policy(workflow, Text(belongs), Text(belongs)));

        Assert.Equal((why, line), (record.Reasons[0].Code, record.Line!.ToString()));
        Assert.Equal(tier ?? "standard", record.Tier.Value);
    }

    [Fact]
    public void Reason_names_the_segment_and_a_wallet_of_none_has_its_tier()
    {
        var workflow = With(Given.Workflow(), (Absent, "< 1.6"));
        string Why(string absent) => WalletDecision.Explain(
            Given.State(), Given.Signal("1.5", 1), Now, Policy(workflow, absent, "false")).Reasons[0].Text;

        Assert.Equal("The wallet belongs to absent: its threshold applies: < 1.6.", Why("openEpisodes == 0"));
        Assert.Equal("The owner chose no tier: the default tier standard applies: < 1.3.", Why("openEpisodes > 0"));
    }

    [Theory]
    [InlineData("true", "false", DecisionOutcome.Notify)]
    [InlineData("false", "true", DecisionOutcome.Notify)]
    [InlineData("false", "false", DecisionOutcome.Suppressed)]
    public void Workflow_for_segments_is_told_to_wallets_of_any_of_them(string absent, string busy, DecisionOutcome outcome)
    {
        var workflow = Given.Workflow(Lane.Standard) with { For = [Absent, Busy] };

        var record = WalletDecision.Explain(Given.State(), Given.Signal("1.2", 1), Given.TimeOf(1), Policy(workflow, absent, busy));

        Assert.Equal(outcome, record.Outcome);
        Assert.Equal(outcome == DecisionOutcome.Suppressed, record.Reasons.Any(it => it.Code == ReasonCode.OtherSegment));
    }

    [Fact]
    public void Moved_line_of_a_segment_moves_the_lines_of_the_workflow()
    {
        var before = With(Given.Workflow(), (Absent, "< 1.6"));

        Assert.False(WorkflowChange.MovesLines(before, With(Given.Workflow(), (Absent, "< 1.6"))));
        Assert.True(WorkflowChange.MovesLines(before, With(Given.Workflow(), (Absent, "< 1.7"))));
        Assert.True(WorkflowChange.MovesLines(before, Given.Workflow()));
        Assert.True(WorkflowChange.MovesLines(before with { For = [Busy] }, before));
    }

    [Fact]
    public void Whoever_comes_into_a_segment_by_what_the_owner_does_is_held_against_its_line_at_once()
    {
        var workflow = With(Given.Workflow(), (Busy, "< 1.6"));
        var story = new Story(workflow) { Policy = Policy(workflow, "false", "daysSinceSeen == 0") };
        story.Sees("1.4", 1);
        Assert.Empty(story.Ready);

        story.Happens(WalletEvent.Interacted.Of("one", new Interaction(
            InteractionKind.Opened, InteractionSource.Api, new InteractionTarget.Nothing())));

        Assert.Equal(story.Now, Outbox.DueAt(story.State));
        Assert.True(Outbox.HasRepeatDue(story.State, story.Now));
        story.Happens(new WalletEvent.DueCame { Values = [Given.Signal("1.4", 1)], AreAllValues = true });
        Assert.Equal("< 1.6", Assert.Single(story.Ready).Notification.Fields["threshold"]);
        Assert.Null(story.State.LookAgainAt);
    }

    [Fact]
    public void What_telling_itself_changes_moves_no_line_before_the_next_value()
    {
        var workflow = With(Given.Workflow(), (Busy, "< 1.6"));
        var story = new Story(workflow) { Policy = Policy(workflow, "false", "openEpisodes == 0") };

        story.Sees("1.4", 1);

        Assert.Single(story.Ready);
        Assert.Null(story.State.LookAgainAt);
    }

    private static string Text(bool value) => value ? "true" : "false";

    private static DateTimeOffset Now => Given.Noon;

    private static int Today => (int)(Given.Noon - DateTimeOffset.UnixEpoch).TotalDays;

    private static WalletState Known => Given.State(Given.Owner with
    {
        Tier = TierName.Aggressive,
        Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("< 1.2")),
    }) with
    {
        Tracks = WalletDecision.Decide(
            Given.State(), Given.Observed(Given.Signal("1", 1)), Given.TimeOf(1), Given.Policy(Given.Workflow())).State.Tracks,
        Attention = AttentionState.Empty with { Spent = new Spending(Today, [2, 0, 1]) },
        Behaviour = BehaviourState.Empty with
        {
            Life = new Life(LifeStage.Active, Today - 40, Today - 30, 3),
            Kinds = BehaviourState.Empty.Kinds.Add(Given.Kind, KindBehaviour.Empty with
            {
                Habits = KindBehaviour.Empty.Habits.Add(
                    0, new Habit(2 * Habit.One, 4 * Habit.One, 1, 0, Today, Kept: false, Noticed: false)),
            }),
        },
    };

    private static Workflow With(Workflow workflow, params (SegmentName Segment, string Line)[] segments) => workflow with
    {
        Rule = workflow.Rule with
        {
            Segments = [.. segments.Select(it => new SegmentLine(it.Segment, Given.Levels(it.Line)))],
        },
    };

    private static WalletPolicy Policy(Workflow workflow, string absent, string busy) => Given.Policy(workflow) with
    {
        Segments = new SegmentRules(ImmutableSortedDictionary<SegmentName, TruthExpression>.Empty
            .Add(Absent, Parsed(absent)).Add(Busy, Parsed(busy))),
    };

    private static TruthExpression Parsed(string condition) =>
        ((ExpressionParse<TruthExpression>.Parsed)SegmentRules.Parse(condition)).Expression;
}

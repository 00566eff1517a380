using System.Collections.Immutable;
using Kwala.Core.Expressions;
using Kwala.Core.Segments;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What the team's backend says of a tier: after the owner's own choice, before the workflow's default.</summary>
public sealed class TeamTierTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(null, "conservative", ReasonCode.TeamTier, "< 1.5", "The owner chose no tier: by the team's backend, tier conservative applies: < 1.5.")]
    [InlineData("aggressive", "conservative", ReasonCode.TierThreshold, "< 1.1", "The threshold of tier aggressive applies: < 1.1.")]
    [InlineData("platinum", "conservative", ReasonCode.TeamTier, "< 1.5",
        "The owner chose tier platinum, which this workflow has not: by the team's backend, tier conservative applies: < 1.5.")]
    [InlineData(null, "platinum", ReasonCode.DefaultTier, "< 1.3",
        "The owner chose no tier, and the team's backend says platinum, which this workflow has not: the default tier standard applies: < 1.3.")]
    [InlineData(null, null, ReasonCode.DefaultTier, "< 1.3", "The owner chose no tier: the default tier standard applies: < 1.3.")]
    public void Owner_goes_before_the_team_and_the_team_before_the_default(
        string? owner, string? team, ReasonCode code, string line, string text)
    {
        var state = Given.State(Given.Owner with { Tier = Name(owner) }) with { TeamTier = Said(team) };

        var record = WalletDecision.Explain(state, Given.Signal("9", 1), Given.Noon, Asking());

        Assert.Equal((code, text, line), (record.Reasons[0].Code, record.Reasons[0].Text, record.Line!.ToString()));
    }

    [Fact]
    public void Stale_tier_counts_on_and_the_decision_says_so()
    {
        var state = Given.State() with { TeamTier = Said("conservative") };

        var fresh = WalletDecision.Explain(state, Given.Signal("1.4", 1), Given.Noon + (24 * Hour), Asking());
        var stale = WalletDecision.Explain(
            state, Given.Signal("1.4", 1), Given.Noon + (24 * Hour) + TimeSpan.FromSeconds(1), Asking());
        var chosen = WalletDecision.Explain(
            state with { Preferences = Given.Owner with { Tier = TierName.Standard } }, Given.Signal("1.2", 1),
            Given.Noon + (48 * Hour), Asking());

        Assert.DoesNotContain(fresh.Reasons, it => it.Code == ReasonCode.TeamTierStale);
        Assert.Equal("The team's backend is not known to have said the wallet's tier since 2026-01-01 12:00:00Z: what it said then counts on.",
            stale.Reasons.Single(it => it.Code == ReasonCode.TeamTierStale).Text);
        Assert.Equal(ReasonCode.TeamTier, stale.Reasons[0].Code);
        Assert.DoesNotContain(chosen.Reasons, it => it.Code == ReasonCode.TeamTierStale);
    }

    [Fact]
    public void Tier_that_was_never_heard_of_keeps_no_alert_back()
    {
        var story = new Story(Given.Workflow()) { Policy = Asking() };

        story.Sees("1.2", 1);

        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void Another_tier_decides_again_with_the_present_value_and_the_same_tier_does_not()
    {
        var story = new Story(Given.Workflow()) { Policy = Asking() };
        story.Sees("1.4", 1);
        Assert.Equal(0, story.Sends());

        story.Happens(new WalletEvent.TeamTierTold(Said("conservative"), [Given.Signal("1.4", 1, live: false)]));
        Assert.Equal(1, story.Sends());
        story.Happens(new WalletEvent.TeamTierTold(Said("conservative"), [Given.Signal("1.2", 2, live: false)]));

        Assert.Equal(0, story.Sends());
        Assert.Equal(TierName.Conservative, story.Records.Single().Tier);
    }

    [Theory]
    [InlineData("1.6", true, null, false)] // beyond no tier's line
    [InlineData("1.4", true, null, true)]
    [InlineData("1.4", false, null, false)] // of the past
    [InlineData("1.4", true, "aggressive", false)] // the owner chose
    public void Backend_is_asked_where_another_tier_might_decide_otherwise(
        string value, bool live, string? owner, bool asked)
    {
        var state = Given.State(Given.Owner with { Tier = Name(owner) });
        var happened = Given.Observed(Given.Signal(value, 1, live));

        Assert.Equal(asked, TeamTierDecision.IsCalledFor(state, state, happened, Given.Noon, Asking()));
        Assert.False(TeamTierDecision.IsCalledFor(state, state, happened, Given.Noon, Given.Policy(Given.Workflow())));
    }

    [Fact]
    public void Backend_is_asked_again_once_its_answer_is_not_fresh_any_more()
    {
        var state = Given.State() with { TeamTier = Said("standard") };
        var happened = Given.Observed(Given.Signal("1.2", 1));

        Assert.False(TeamTierDecision.IsCalledFor(state, state, happened, Given.Noon + Hour - TimeSpan.FromTicks(1), Asking()));
        Assert.True(TeamTierDecision.IsCalledFor(state, state, happened, Given.Noon + Hour, Asking()));
        Assert.True(TeamTierDecision.IsCalledFor(
            state, state, new WalletEvent.PreferencesChanged(Given.Owner, []), Given.Noon + Hour, Asking()));
    }

    [Fact]
    public void Workflow_with_one_tier_asks_for_none_unless_a_segment_may_depend_on_it()
    {
        var workflow = Given.Workflow();
        var alone = workflow with { Rule = workflow.Rule with { Tiers = workflow.Rule.Tiers.RemoveRange([TierName.Conservative, TierName.Aggressive]) } };

        Assert.False(Asks(alone));
        Assert.True(Asks(alone with { For = [new SegmentName("premium")] }));

        static bool Asks(Workflow workflow) => TeamTierDecision.IsCalledFor(
            Given.State(), Given.State(), Given.Observed(Given.Signal("1.2", 1)), Given.Noon, Asking(workflow));
    }

    [Fact]
    public void Segments_see_the_tier_of_the_team()
    {
        var rules = new SegmentRules(ImmutableSortedDictionary<SegmentName, TruthExpression>.Empty.Add(
            new SegmentName("careful"),
            SegmentRules.Parse("hasTier and isConservative").Match(it => it, (_, problem) => throw new InvalidOperationException(problem))));

        Assert.True(rules.Has(
            new SegmentName("careful"), Given.State() with { TeamTier = Said("conservative") }, Given.Noon, Asking()));
        Assert.False(rules.Has(new SegmentName("careful"), Given.State(), Given.Noon, Asking()));
    }

    [Fact]
    public void Same_tier_again_is_kept_in_memory_until_half_of_what_makes_it_stale_and_is_not_stale_meanwhile()
    {
        var known = Said("conservative");

        var confirmed = TeamTierDecision.Confirmed(known, At(11), Asking())!;

        Assert.Equal((known.At, At(11).At, At(11).FreshUntil), (confirmed.At, confirmed.HeardAt, confirmed.FreshUntil));
        Assert.Null(TeamTierDecision.Confirmed(confirmed, At(12), Asking()));
        Assert.Null(TeamTierDecision.Confirmed(null, At(1), Asking()));
        Assert.Null(TeamTierDecision.Confirmed(known, At(1) with { Tier = TierName.Aggressive }, Asking()));
        Assert.DoesNotContain(
            WalletDecision.Explain(
                Given.State() with { TeamTier = confirmed }, Given.Signal("1.4", 1), Given.Noon + (35 * Hour), Asking()).Reasons,
            it => it.Code == ReasonCode.TeamTierStale);

        static TeamTier At(int hours) =>
            Said("conservative") with { At = Given.Noon + (hours * Hour), FreshUntil = Given.Noon + ((hours + 1) * Hour) };
    }

    [Fact]
    public void What_a_backend_said_that_is_asked_no_more_counts_for_a_day_and_is_then_forgotten()
    {
        var story = new Story(Given.Workflow()) { State = Given.State() with { TeamTier = Said("aggressive") } };

        story.Sees("1.2", 5 * 60 * 24);
        Assert.Equal(0, story.Sends());
        story.Sees("1.2", (5 * 60 * 24) + 1);

        Assert.Equal(1, story.Sends());
        Assert.Null(story.State.TeamTier);
        Assert.Equal(ReasonCode.DefaultTier, story.Records.First().Reasons[0].Code);
    }

    [Fact]
    public void Long_tag_is_not_kept()
    {
        var story = new Story(Given.Workflow()) { Policy = Asking() };

        story.Happens(new WalletEvent.TeamTierTold(Said("standard") with { ETag = $"\"{new string('a', 90)}\"" }, []));
        Assert.Null(story.State.TeamTier!.ETag);
        story.Happens(new WalletEvent.TeamTierTold(Said("standard") with { ETag = "\"a\"" }, []));

        Assert.Equal("\"a\"", story.State.TeamTier!.ETag);
    }

    private static WalletPolicy Asking(Workflow? workflow = null) =>
        Given.Policy(workflow ?? Given.Workflow()) with { TeamTierStaleAfter = 24 * Hour };

    private static TeamTier Said(string? tier) => new(Name(tier), "\"1\"", Given.Noon, Given.Noon + Hour);

    private static TierName? Name(string? tier) => tier is null ? null : new TierName(tier);
}

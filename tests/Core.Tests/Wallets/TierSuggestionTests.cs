using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>A tier that fits better is suggested with its reason, and never taken by itself.</summary>
public class TierSuggestionTests
{
    // Nine in a row without a response, by one who responds to other things.
    private static readonly Habit Ignored = new(
        0, 0, 9, 0, (int)(Given.Noon - DateTimeOffset.UnixEpoch).TotalDays, Kept: false, Noticed: false);

    [Theory]
    [InlineData("< 1.12", "aggressive")]
    [InlineData("< 1.48", "conservative")]
    [InlineData("< 1.31", null)]
    public void An_own_threshold_suggests_the_tier_that_is_nearest(string own, string? tier) =>
        Assert.Equal(tier, Of(Owner(own)).SingleOrDefault()?.Tier.Value);

    [Fact]
    public void The_reason_has_the_numbers_and_says_who_decides() => Assert.Equal(
        "For liquidation-risk you chose < 1.12, which is nearest to tier aggressive (< 1.1); your tier is standard. "
        + "Choose tier aggressive to have it so; nothing changes by itself.",
        Assert.Single(Of(Owner("< 1.12"))).Text);

    [Fact]
    public void What_is_adopted_is_suggested_no_more() =>
        Assert.Empty(Of(Owner("< 1.12") with { Tier = TierName.Aggressive }));

    [Fact]
    public void Ignored_alerts_suggest_the_next_tier_that_is_told_later()
    {
        var suggestion = Assert.Single(Of(Given.Owner, Ignored));

        Assert.Equal("aggressive", suggestion.Tier.Value);
        Assert.StartsWith(
            "You responded to 0 of the last 9 about liquidation-risk. Tier aggressive would tell you later (< 1.1).",
            suggestion.Text, StringComparison.Ordinal);
        Assert.Empty(Of(Given.Owner with { Tier = TierName.Aggressive }, Ignored));
        Assert.Equal("standard", Assert.Single(Of(Given.Owner with { Tier = TierName.Conservative }, Ignored)).Tier.Value);
    }

    [Fact]
    public void Who_wants_nothing_learned_is_suggested_nothing() =>
        Assert.Empty(TierSuggestion.Of(
            Given.State(Owner("< 1.12")) with { Behaviour = BehaviourState.Empty with { Never = true } },
            Given.Noon, Given.Policy(Given.Workflow())));

    [Fact]
    public void Nothing_is_suggested_without_a_cause_nor_where_there_is_nothing_to_choose()
    {
        Assert.Empty(Of(Given.Owner));
        var one = Given.Workflow(Lane.Standard);
        one = one with
        {
            Rule = one.Rule with
            {
                Tiers = one.Rule.Tiers.Remove(TierName.Aggressive).Remove(TierName.Conservative),
            },
        };
        Assert.Empty(TierSuggestion.Of(Given.State(Owner("< 1.12")), Given.Noon, Given.Policy(one)));
    }

    [Fact]
    public void No_more_than_eight_are_suggested_at_once()
    {
        var workflows = Enumerable.Range(1, 9).Select(n => Given.Workflow() with { Id = new WorkflowId($"risk-{n}") }).ToArray();
        var owner = Given.Owner with
        {
            Thresholds = workflows.ToImmutableSortedDictionary(it => it.Id, _ => Given.Line("< 1.12")),
        };

        Assert.Equal(8, TierSuggestion.Of(Given.State(owner), Given.Noon, Given.Policy(workflows)).Length);
    }

    private static ImmutableArray<TierSuggestion> Of(Preferences owner, Habit? habit = null)
    {
        var state = Given.State(owner);
        if (habit is { } known)
            state = state with
            {
                Behaviour = BehaviourState.Empty with
                {
                    Kinds = ImmutableSortedDictionary<KindName, KindBehaviour>.Empty.Add(
                        Given.Kind, new KindBehaviour
                        {
                            Habits = ImmutableSortedDictionary<int, Habit>.Empty.Add(0, known),
                        }),
                    Life = new Life(LifeStage.Active, 0, 0, 0),
                },
            };
        return TierSuggestion.Of(state, Given.Noon, Given.Policy(Given.Workflow(Lane.Standard)));
    }

    private static Preferences Owner(string threshold) => Given.Owner with
    {
        Thresholds = Given.Owner.Thresholds.SetItem(Given.Risk, Given.Line(threshold)),
    };
}

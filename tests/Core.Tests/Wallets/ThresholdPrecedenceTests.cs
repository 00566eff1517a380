using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>The owner's own threshold goes before the tier's, and that before the workflow's default.</summary>
public class ThresholdPrecedenceTests
{
    [Theory]
    [InlineData(null, null, ReasonCode.DefaultTier, "standard", "< 1.3")]
    [InlineData("conservative", null, ReasonCode.TierThreshold, "conservative", "< 1.5")]
    [InlineData("aggressive", null, ReasonCode.TierThreshold, "aggressive", "< 1.1")]
    [InlineData("unheard-of", null, ReasonCode.DefaultTier, "standard", "< 1.3")]
    [InlineData(null, "< 1.05", ReasonCode.OwnThreshold, "standard", "< 1.05")]
    [InlineData("conservative", "< 1.05", ReasonCode.OwnThreshold, "conservative", "< 1.05")]
    [InlineData("conservative", "> 1.05", ReasonCode.TierThreshold, "conservative", "< 1.5")] // the wrong side
    [InlineData("conservative", "1..2", ReasonCode.TierThreshold, "conservative", "< 1.5")] // a band where none fits
    public void The_nearest_choice_applies(string? tier, string? own, ReasonCode why, string appliedTier, string line)
    {
        var preferences = Given.Owner with
        {
            Tier = tier is null ? null : new TierName(tier),
            Thresholds = own is null ? Given.Owner.Thresholds : Given.Owner.Thresholds.Add(Given.Risk, Given.Line(own)),
        };

        var record = WalletDecision.Explain(
            Given.State(preferences), Given.Signal("9", 1), Given.Noon, Given.Policy(Given.Workflow()));

        Assert.Equal((why, appliedTier, line), (record.Reasons[0].Code, record.Tier.Value, record.Line!.ToString()));
        Assert.Equal(DecisionOutcome.NoMatch, record.Outcome);
        Assert.Equal(ReasonCode.ThresholdNotCrossed, record.Reasons[1].Code);
        Assert.EndsWith($"applies: {line}.", record.Reasons[0].Text, StringComparison.Ordinal);
        Assert.Equal($"9 does not cross {line}.", record.Reasons[1].Text);
    }

    [Theory]
    [InlineData("1..2", ReasonCode.OwnThreshold, "outside 1..2")]
    [InlineData("2..1", ReasonCode.DefaultTier, "outside 0.9..1.1")]
    [InlineData("< 1", ReasonCode.DefaultTier, "outside 0.9..1.1")]
    public void An_own_band_applies_where_the_workflow_alerts_on_either_side(string own, ReasonCode why, string line)
    {
        var record = WalletDecision.Explain(
            Given.State(Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line(own)) }),
            Given.Signal("1", 1),
            Given.Noon,
            Given.Policy(Given.Workflow(side: AlertSide.Either, standard: Given.Levels("0.9..1.1"))));

        Assert.Equal((why, line), (record.Reasons[0].Code, record.Line!.ToString()));
    }

    [Fact]
    public void A_threshold_for_another_workflow_means_nothing_here()
    {
        var preferences = Given.Owner with
        {
            Thresholds = ImmutableSortedDictionary<WorkflowId, Threshold>.Empty
                .Add(new WorkflowId("other"), Given.Line("< 9")),
        };

        var story = new Story(Given.Workflow(), preferences);

        Assert.Empty(story.Sees("1.4", 1));
    }

    [Fact]
    public void The_reason_names_both_numbers_even_where_they_look_alike()
    {
        var record = WalletDecision.Explain(
            Given.State(), Given.Signal("1.299999999999", 1), Given.Noon, Given.Policy(Given.Workflow()));

        Assert.Equal("1.299999999999 crosses < 1.3.", record.Reasons[1].Text);
    }
}

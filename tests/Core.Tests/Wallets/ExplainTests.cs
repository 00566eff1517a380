using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Explain is the pipeline that decides, asked again.</summary>
public class ExplainTests
{
    [Theory]
    [InlineData("", "1.4", DecisionOutcome.NoMatch, ReasonCode.ThresholdNotCrossed)]
    [InlineData("", "undefined", DecisionOutcome.NoMatch, ReasonCode.ValueUndefined)]
    [InlineData("", "1.2", DecisionOutcome.Notify, ReasonCode.ThresholdCrossed)]
    [InlineData("1.2", "1.19", DecisionOutcome.NoMatch, ReasonCode.EpisodeStillOpen)]
    [InlineData("1.2", "1.32", DecisionOutcome.NoMatch, ReasonCode.NotRearmed)]
    [InlineData("1.2", "1.4", DecisionOutcome.Resolved, ReasonCode.Rearmed)]
    [InlineData("1.2", "1.05", DecisionOutcome.Notify, ReasonCode.DeeperLevel)]
    [InlineData("1.05", "1.2", DecisionOutcome.NoMatch, ReasonCode.EpisodeStillOpen)]
    public void Every_outcome_has_its_reasons(string before, string value, DecisionOutcome outcome, ReasonCode reason)
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        if (before.Length > 0)
            story.Sees(before, 1);

        var record = WalletDecision.Explain(story.State, Given.Signal(value, 2), Given.TimeOf(2), story.Policy);

        Assert.Equal(outcome, record.Outcome);
        Assert.Equal(reason, record.Reasons[1].Code);
        Assert.NotNull(record.Line);
    }

    [Fact]
    public void What_is_recorded_is_what_explain_would_have_said()
    {
        var story = new Story(Given.Workflow());
        var before = story.State;

        story.Sees("1.2", 1);

        var explained = WalletDecision.Explain(before, Given.Signal("1.2", 1), story.Now, story.Policy);
        var recorded = story.Records.Single();
        Assert.Equal(explained.Reasons.AsEnumerable(), recorded.Reasons.AsEnumerable());
        Assert.Equal(explained with { Reasons = recorded.Reasons }, recorded);
    }

    [Fact]
    public void A_workflow_that_is_not_live_is_a_reason_too()
    {
        var record = WalletDecision.Explain(
            Given.State(), Given.Signal("1.2", 1) with { Workflow = new WorkflowId("gone") },
            Given.Noon, Given.Policy());

        Assert.Equal((DecisionOutcome.NoMatch, ReasonCode.NotTriggered), (record.Outcome, record.Reasons[0].Code));
    }

    [Fact]
    public void The_correlation_id_names_the_chain_the_transaction_and_the_log()
    {
        var source = Given.Signal("1.2", 7).Source with { LogIndex = 3 };

        Assert.Equal($"{Given.Chain}/{source.Transaction}/3", source.CorrelationId);
    }
}

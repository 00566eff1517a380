using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What learning keeps back lies in the inbox once, wherever a reorg puts its log.</summary>
public class WithheldReorgTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_alert_that_was_kept_back_lies_in_the_inbox_once_after_a_reorg_moved_its_log(bool latches)
    {
        var story = Ignored(latches);
        var block = (long)((story.Now - Given.Noon) / Given.BlockInterval) + 1;
        var log = Given.Signal("4", block, final: false);
        var moved = Given.Signal("4", block, final: false, fork: "b");

        Sees(story, log);
        Assert.Equal(DecisionOutcome.Suppressed, story.Records.Last().Outcome);
        story.LosesBlocks(block, block);
        Sees(story, moved with { Source = moved.Source with { Transaction = log.Source.Transaction } });
        story.Settles(block + 100);

        var shown = story.Effects.OfType<WalletEffect.Show>().Where(it => it.Notification.Fields.GetValueOrDefault("block") == $"{block}");
        Assert.Single(shown.Select(it => it.Key).Distinct());
    }

    [Fact]
    public void What_was_kept_back_and_is_not_true_is_taken_back_in_the_inbox_alone()
    {
        var story = Ignored(latches: false);
        var block = (long)((story.Now - Given.Noon) / Given.BlockInterval) + 1;
        Sees(story, Given.Signal("4", block, final: false));
        story.LosesBlocks(block, block);
        story.Settles(block + 100);

        Assert.Equal(
            NotificationRole.Retraction, story.Effects.OfType<WalletEffect.Show>().Last().Notification.Role);
        Assert.Equal(0, story.Sends());
    }

    private static void Sees(Story story, Signal signal)
    {
        story.Now = signal.Source.BlockTime > story.Now ? signal.Source.BlockTime : story.Now;
        story.Happens(Given.Observed(signal));
    }

    // Whoever answered one, and none of those after it.
    private static Story Ignored(bool latches)
    {
        var workflow = Given.Workflow(
            Lane.Standard, AlertSide.Above, Given.Levels("> 3"), new Rearm.Absolute(Rational.Zero));
        var story = new Story(workflow with { Rule = workflow.Rule with { Latches = latches } });
        story.Happens(new WalletEvent.Interacted(new Interaction(
            InteractionKind.Useful, InteractionSource.Api,
            new InteractionTarget.Nothing()), 1));
        for (var block = 1L; story.Records.LastOrDefault()?.Outcome != DecisionOutcome.Suppressed; block += 30_000)
        {
            Assert.True(block < 1_000_000, "Nothing is kept back.");
            story.Sees("4", block);
            story.Sends();
            story.Sees("1", block + 10);
            story.Now += TimeSpan.FromDays(3);
            if (story.Records.Last().Outcome == DecisionOutcome.Resolved && latches)
                story.Effects.RemoveAll(it => it is WalletEffect.Record { Decision.Outcome: DecisionOutcome.Resolved });
        }

        return story;
    }
}

using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Where only crossings count, a value is told when it comes from the other side of the line.</summary>
public class CrossingTests
{
    [Fact]
    public void The_first_value_beyond_the_line_is_not_told_and_every_crossing_after_it_is()
    {
        var story = NewStory();
        foreach (var (value, at) in new[] { "5", "6", "3", "4.1", "4", "4.1", "9" }.Select((value, at) => (value, at)))
        {
            story.Sees(value, at);
            story.Sends();
        }

        Assert.Equal(["4.1", "4.1"], story.Sent.Select(sent => sent.Notification.Fields["value"]));
        Assert.Contains(story.Records.First().Reasons, reason => reason.Code == ReasonCode.FoundBeyond);
    }

    [Fact]
    public void A_line_that_its_owner_moves_past_the_value_is_not_crossed()
    {
        var story = NewStory();
        story.Sees("3", 1);
        story.Chooses(
            Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("> 2")) },
            Given.Signal("3", 1));
        story.Sends();
        Assert.Empty(story.Sent);

        story.Sees("1", 2);
        story.Sees("2.5", 3);
        story.Sends();
        Assert.Single(story.Sent);
    }

    [Fact]
    public void A_first_value_that_a_reorg_takes_back_was_never_seen()
    {
        var story = NewStory();
        story.Sees("3", 1, final: false);
        story.LosesBlocks(1, 1);
        story.Sees("5", 1, final: false, fork: "b");
        story.Settles(10);
        story.Sends();

        Assert.Empty(story.Sent);
    }

    [Fact]
    public void A_position_stays_known_on_its_safe_side()
    {
        var story = NewStory();
        story.Sees("3", 1);
        var state = story.State;
        story.Sees("2", 2);

        Assert.Same(state, story.State);
        Assert.NotNull(story.Book.Past);
    }

    private static Story NewStory() => new(Given.Workflow() with
    {
        Rule = new ThresholdRule(
            AlertSide.Above,
            Given.Workflow().Rule.Tiers.SetItem(TierName.Standard, Given.Levels("> 4")),
            TierName.Standard, new Rearm.Absolute(Rational.Zero))
        {
            OnlyCrossings = true,
        },
    });
}

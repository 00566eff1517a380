using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>When an episode opens, deepens and closes, and what is told on the way.</summary>
public class EpisodeTests
{
    [Theory]
    [InlineData(AlertSide.Below, "< 1.3", "1.3", false)]
    [InlineData(AlertSide.Below, "< 1.3", "1.299999999999999999", true)]
    [InlineData(AlertSide.Below, "< 1.3", "1.300000000000000001", false)]
    [InlineData(AlertSide.Below, "< 1.3", "inf", false)]
    [InlineData(AlertSide.Below, "< 1.3", "-inf", true)]
    [InlineData(AlertSide.Below, "< 1.3", "undefined", false)]
    [InlineData(AlertSide.Above, "> 10", "10", false)]
    [InlineData(AlertSide.Above, "> 10", "10.1", true)]
    [InlineData(AlertSide.Above, "> 10", "inf", true)]
    [InlineData(AlertSide.Above, "> 10", "-inf", false)]
    [InlineData(AlertSide.Above, "> 10", "undefined", false)]
    [InlineData(AlertSide.Either, "0.95..1.05", "0.95", false)]
    [InlineData(AlertSide.Either, "0.95..1.05", "1.05", false)]
    [InlineData(AlertSide.Either, "0.95..1.05", "0.949", true)]
    [InlineData(AlertSide.Either, "0.95..1.05", "1.051", true)]
    [InlineData(AlertSide.Either, "0.95..1.05", "undefined", false)]
    public void Only_a_value_beyond_the_threshold_opens_an_episode(
        AlertSide side, string line, string value, bool opens)
    {
        var story = new Story(Given.Workflow(side: side, standard: Given.Levels(line)));
        var before = story.State;

        var effects = story.Sees(value, 1);

        Assert.Equal(opens, effects.Length > 0);
        Assert.Equal(opens, story.Sends() == 1);
        if (!opens)
            Assert.Same(before, story.State);
    }

    [Theory]
    [InlineData("0.05", "1.364", false)] // 5 % of 1.3 is 0.065
    [InlineData("0.05", "1.365", true)]
    [InlineData("0.05", "inf", true)]
    [InlineData("0.05", "undefined", false)]
    [InlineData("0", "1.3", true)]
    [InlineData("0", "1.29", false)]
    public void An_episode_closes_past_the_relative_margin(string fraction, string value, bool closes)
    {
        var story = new Story(Given.Workflow(rearm: new Rearm.Relative(Given.Number(fraction))));
        story.Sees("1.2", 1);

        story.Sees(value, 2);

        Assert.Equal(closes, story.Book.Current is Episode.Closed);
        Assert.Equal(closes, story.Records.Any(record => record.Outcome == DecisionOutcome.Resolved));
    }

    [Theory]
    [InlineData("1.34", false)]
    [InlineData("1.35", true)]
    public void An_episode_closes_past_the_absolute_margin(string value, bool closes)
    {
        var story = new Story(Given.Workflow(rearm: new Rearm.Absolute(Given.Number("0.05"))));
        story.Sees("1.2", 1);

        story.Sees(value, 2);

        Assert.Equal(closes, story.Book.Current is Episode.Closed);
    }

    [Fact]
    public void A_narrow_band_closes_although_the_margin_is_wider_than_it()
    {
        var story = new Story(Given.Workflow(side: AlertSide.Either, standard: Given.Levels("0.99..1.01")));
        story.Sees("0.98", 1);

        story.Sees("1", 2);

        Assert.IsType<Episode.Closed>(story.Book.Current);
    }

    [Fact]
    public void An_open_episode_tells_once_until_it_closed_and_opened_again()
    {
        var story = new Story(Given.Workflow());

        Assert.Equal([1, 0, 0, 0, 1], new[] { "1.2", "1.1", "1.32", "1.4", "1.2" }
            .Select((value, at) => { story.Sees(value, at + 1); return story.Sends(); }));
        Assert.Equal([1L, 2L], story.Sent.Select(sent => sent.Notification.Episode));
        Assert.Equal(2, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void Each_deeper_level_is_told_at_once_and_again_after_it_was_left()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1", "< 1.02")));

        foreach (var (value, at) in new[] { "1.2", "1.05", "1.12", "1.2", "1.05", "1.01" }.Select((v, i) => (v, i)))
        {
            story.Sees(value, at + 1);
            story.Sends();
        }

        // 1.12 is not past level 2's margin (1.155), so that 1.2 leaves the level and 1.05 tells it anew.
        Assert.Equal(
            [(0, 0), (1, 1), (1, 2), (2, 3)], story.Sent.Select(s => (s.Notification.Level, s.Notification.Ordinal)));
        Assert.All(story.Sent, sent => Assert.Equal(1, sent.Notification.Episode));
    }

    [Fact]
    public void A_value_far_beyond_opens_at_its_own_level()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));

        story.Sees("1.05", 1);

        Assert.Equal(1, story.Open.Level);
        Assert.Equal("2", Assert.Single(story.Ready).Notification.Fields["level"]);
    }

    [Fact]
    public void Backfill_opens_without_telling_and_the_first_live_block_tells()
    {
        var story = new Story(Given.Workflow()) { Now = Given.TimeOf(2) + Given.ValidFor };

        story.Sees("1.2", 1, live: false);
        Assert.Equal(0, story.Sends());
        Assert.Contains(story.Records.Single().Reasons, reason => reason.Code == ReasonCode.Backfill);

        story.Sees("1.19", 2);
        Assert.Equal(1, story.Sends());
        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void A_block_that_is_caught_up_within_its_valid_for_is_told_at_once()
    {
        var story = new Story(Given.Workflow()) { Now = Given.TimeOf(1) + Given.ValidFor };

        story.Sees("1.2", 1, live: false);

        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void A_level_passed_in_backfill_is_told_by_the_first_live_block()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 1);
        story.Sends();

        story.Now = Given.TimeOf(3) + Given.ValidFor;
        story.Sees("1.05", 2, live: false);
        Assert.Equal(0, story.Sends());
        story.Sees("1.05", 3);

        Assert.Equal(1, story.Sends());
        Assert.Equal(1, story.Sent[^1].Notification.Level);
    }

    [Theory]
    [InlineData(Lane.Critical, true)]
    [InlineData(Lane.Standard, false)]
    [InlineData(Lane.Bulk, false)]
    public void A_live_block_that_is_no_news_any_more_is_told_late_only_when_critical(Lane lane, bool told)
    {
        var story = new Story(Given.Workflow(lane)) { Now = Given.TimeOf(2) + Given.ValidFor };

        story.Sees("1.2", 1);

        Assert.Equal(told, story.Sends() == 1);
        if (told)
            Assert.Equal("true", story.Sent[0].Notification.Fields["late"]);
        else
            Assert.Contains(story.Records.Single().Reasons, reason => reason.Code == ReasonCode.Expired);
    }

    [Fact]
    public void Two_positions_have_episodes_of_their_own()
    {
        var story = new Story(Given.Workflow());

        story.Happens(Given.Observed(
            Given.Signal("1.2", 1), Given.Signal("1.2", 1, subject: Given.OtherMarket)));

        Assert.Equal(2, story.Ready.Select(ready => ready.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void A_workflow_that_moved_to_another_chain_is_not_blinded_by_positions_of_the_first()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1_000);
        var elsewhere = Given.Signal("1.2", 5, subject: new SubjectKey("eip155:10/market-a"));
        elsewhere = elsewhere with { Source = elsewhere.Source with { Chain = Kwala.Core.Evm.ChainId.Evm(10) } };
        story.Now = Given.TimeOf(5);

        Assert.NotEmpty(story.Happens(Given.Observed(elsewhere)));
    }
}

using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Changed choices decide again with the present values.</summary>
public class PreferencesTests
{
    [Theory]
    [InlineData("1.4", "< 1.5", 1, "opened")] // safe before, beyond the new line
    [InlineData("1.2", "< 1.1", 1, "closed")] // told before, safe now, although within the margin
    [InlineData("1.2", "< 1.25", 1, "open")] // beyond both: told once
    [InlineData("1.4", "< 1.35", 0, "none")]
    [InlineData("undefined", "< 1.5", 0, "none")]
    public void A_new_threshold_is_held_against_the_present_value(string value, string own, int told, string ends)
    {
        var story = new Story(Given.Workflow());
        story.Sees(value, 1);
        story.Sends();

        story.Now += TimeSpan.FromDays(30);
        story.Chooses(With(own), Given.Signal(value, 1, live: false));
        story.Sends();

        Assert.Equal(told, story.Sent.Count);
        var episode = story.State.NumbersUsed > 0 ? story.Book.Current
            : story.State.Tracks[Given.Risk].Episodes.GetValueOrDefault(Given.Market)?.Current;
        // Another line for an open episode is a change of its own, though there is nothing to tell.
        var changes = ends == "open" ? 2 : 1;
        Assert.Equal(ends, (episode, story.Sent.Count, story.Records.Count()) switch
        {
            (null, 0, 0) => "none",
            (Episode.Closed, 1, 2) => "closed",
            (Episode.Open open, _, var records) when records == changes && open.Line.Thresholds[0] == Given.Line(own) =>
                ends,
            _ => "something else",
        });
    }

    [Fact]
    public void Replaying_what_came_before_the_change_decides_nothing_under_the_new_threshold()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.4", 1);
        story.Sees("2", 2);
        story.Chooses(With("< 1.5"), Given.Signal("2", 2, live: false));
        var after = story.State;

        story.Happens(Given.Observed(Given.Signal("1.4", 1), Given.Signal("2", 2)));

        Assert.Same(after, story.State);
    }

    [Fact]
    public void A_crossing_on_its_way_is_told_although_the_owner_chose_anew_before_it_came()
    {
        var story = new Story(Given.Workflow());
        story.Happens(new WalletEvent.PreferencesChanged(With("< 1.4"), [])
        {
            OnTheirWay = [Given.Signal("2", 2, live: false)],
        });

        story.Happens(Given.Observed(Given.Signal("1.2", 1), Given.Signal("2", 2)));

        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void A_choice_that_moves_no_line_leaves_a_value_on_its_way_to_its_block()
    {
        var story = new Story(Given.Workflow());
        story.Happens(new WalletEvent.PreferencesChanged(Given.Owner with { MutedChannels = [] }, [])
        {
            OnTheirWay = [Given.Signal("1.2", 3, live: false)],
        });

        story.Happens(Given.Observed(Given.Signal("1.2", 1), Given.Signal("2", 2), Given.Signal("1.2", 3)));

        Assert.Equal(
            [1L, 3], story.Records.Where(it => it.Outcome == DecisionOutcome.Notify).Select(it => it.Position!.Value.Block));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void What_the_present_value_changes_can_be_taken_back_only_where_nobody_waits_for_confirmations(
        int confirmations, int undone)
    {
        var workflow = Given.Workflow();
        var story = new Story(workflow with { Trigger = workflow.Trigger with { Confirmations = confirmations } });

        story.Chooses(With("< 1.5"), Given.Signal("1.4", 1, live: false, final: false));

        Assert.Equal((undone, undone), (story.Book.Undo.Length, story.Book.Unfinal.Length));
        Assert.Equal(1, story.Sends());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_value_on_its_way_closed_is_open_again_when_its_block_is_lost(bool isOnItsWay)
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1, final: false);
        var back = Given.Signal("2", 2, live: false, final: false);
        story.Happens(isOnItsWay
            ? new WalletEvent.PreferencesChanged(With("< 1.4"), []) { OnTheirWay = [back] }
            : new WalletEvent.PreferencesChanged(With("< 1.4"), [back]));
        Assert.IsType<Episode.Closed>(story.Book.Current);

        story.LosesBlocks(2, 2);

        // What was handed on had its say already: the choice alone closed the episode.
        Assert.Equal(isOnItsWay, story.Book.Current is Episode.Open);
    }

    [Fact]
    public void A_change_of_address_alone_tells_nothing()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1);
        story.Sends();

        story.Chooses(Given.Owner with { MutedChannels = [] }, Given.Signal("1.2", 1, live: false));

        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void An_episode_keeps_the_line_that_it_was_opened_with()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1);
        story.Policy = Given.Policy(Given.Workflow(standard: Given.Levels("< 1.1")));

        story.Sees("1.32", 2);
        Assert.IsType<Episode.Open>(story.Book.Current);
        story.Sees("1.4", 3);
        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Empty(story.Sees("1.2", 4));
    }

    private static Preferences With(string own) =>
        Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line(own)) };
}

using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>The present values decide again without a new log.</summary>
public class RevaluationTests
{
    [Theory]
    [InlineData("1.4", "< 1.5", 1, "open")] // safe before, beyond the moved line
    [InlineData("1.2", "< 1.1", 1, "closed")] // told before, safe now
    [InlineData("1.2", "< 1.25", 1, "open")] // beyond both: told once
    [InlineData("1.4", "< 1.35", 0, "none")]
    public void A_moved_line_of_the_workflow_is_held_against_the_present_value(
        string value, string line, int told, string ends)
    {
        var story = new Story(Given.Workflow());
        story.Sees(value, 1);
        story.Sends();
        story.Policy = Given.Policy(Given.Workflow(standard: Given.Levels(line)));

        story.Now += TimeSpan.FromDays(30);
        for (var time = 0; time < 2; time++)
            story.Happens(Revalued(value, 1));
        story.Sends();

        Assert.Equal(told, story.Sent.Count);
        Assert.Equal(ends, (story.State.Tracks.IsEmpty ? null : story.Book.Current) switch
        {
            null => "none",
            Episode.Open => "open",
            _ => "closed",
        });
        Assert.DoesNotContain(TemplateFields.Late, story.Sent.SelectMany(it => it.Notification.Fields.Keys));
    }

    [Theory]
    [InlineData(Lane.Critical, true)]
    [InlineData(Lane.Critical, false)]
    [InlineData(Lane.Standard, true)]
    [InlineData(Lane.Standard, false)]
    [InlineData(Lane.Bulk, false)]
    public void A_breach_that_was_read_too_late_is_told_late_and_once(Lane lane, bool ownerChoseFirst)
    {
        var story = new Story(Given.Workflow(lane)) { Now = Given.Noon + TimeSpan.FromDays(3) };
        story.Happens(Given.Observed(Given.Signal("1.2", 1, live: false)));
        Assert.Equal(0, story.Sends());

        if (ownerChoseFirst)
            story.Chooses(Given.Owner with { MutedChannels = [] }, Given.Signal("1.2", 1, live: false));
        for (var time = 0; time < 2; time++)
            story.Happens(Revalued("1.2", 1));
        story.Sends();

        var told = Assert.Single(story.Sent).Notification;
        Assert.Equal(("true", "1.2"), (told.Fields[TemplateFields.Late], told.Fields[TemplateFields.Value]));
        Assert.True(told.ValidUntil > story.Now);
    }

    [Fact]
    public void A_breach_that_healed_before_the_head_was_reached_is_never_told()
    {
        var story = new Story(Given.Workflow()) { Now = Given.Noon + TimeSpan.FromDays(3) };
        story.Happens(Given.Observed(Given.Signal("1.2", 1, live: false), Given.Signal("2", 2, live: false)));

        Assert.Empty(story.Happens(Revalued("2", 2)));
        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void What_came_before_the_value_that_decided_again_decides_nothing_when_it_is_replayed()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.35", 1);
        story.Sees("1.4", 2);
        story.Policy = Given.Policy(Given.Workflow(standard: Given.Levels("< 1.5")));
        story.Happens(Revalued("1.4", 2));
        var after = story.State;

        story.Happens(Given.Observed(Given.Signal("1.35", 1), Given.Signal("1.4", 2)));

        Assert.Same(after, story.State);
    }

    [Fact]
    public void Undo_that_finality_overtook_is_not_kept()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.4", 1, final: false);
        story.Policy = Given.Policy(Given.Workflow(standard: Given.Levels("< 1.5")));

        story.Happens(new WalletEvent.Revalued([Given.Signal("1.4", 1, live: false, final: true)]));

        Assert.IsType<Episode.Open>(story.Book.Current);
        Assert.Empty(story.Book.Undo);
        Assert.Empty(story.Book.Unfinal);
    }

    [Fact]
    public void What_another_workflow_takes_for_final_leaves_what_a_reorg_would_need_of_this_one()
    {
        var confirmed = Given.Workflow() with { Id = new WorkflowId("confirmed") };
        var story = new Story(Given.Workflow()) { Policy = Given.Policy(Given.Workflow(), confirmed) };
        story.Sees("1.2", 5, final: false);

        story.Happens(new WalletEvent.Revalued(
            [Given.Signal("1.2", 6, live: false, final: true) with { Workflow = confirmed.Id }]));
        story.Happens(new WalletEvent.Orphaned(Given.Chain, [Given.Block(5)], [Given.Risk]));

        Assert.IsType<Episode.Doubtful>(story.Book.Current);
    }

    private static WalletEvent.Revalued Revalued(string value, long block) =>
        new([Given.Signal(value, block, live: false)]);
}

using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Reorgs that no listener settles: the workflow is gone, or nobody follows it any more.</summary>
public class ReorgUnfollowedTests
{
    [Fact]
    public void What_a_workflow_told_that_is_gone_is_retracted_in_its_own_words()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.Policy = Given.Policy();

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);
        Assert.Equal(1, story.Sends());

        var (told, taken) = (story.Sent[0].Notification, story.Sent[1].Notification);
        Assert.Equal(NotificationRole.Retraction, taken.Role);
        Assert.Equal(
            (told.Version, told.Kind, told.Lane, told.Urgency), (taken.Version, taken.Kind, taken.Lane, taken.Urgency));
        Assert.Equal(told.Version, story.Records.Last().Version);
    }

    [Fact]
    public void An_owner_who_opted_out_meanwhile_hears_no_retraction_of_a_workflow_that_is_gone()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.Policy = Given.Policy();
        story.Chooses(Given.Owner with { MutedKinds = [Given.Kind] });

        story.LosesBlocks(10, 10, "a");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void What_waits_for_a_reorg_that_nobody_follows_any_more_is_retracted_by_itself()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Policy = Given.Policy();

        Assert.True(ComesDueUntilSent(story));

        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
        Assert.Null(Outbox.DueAt(story.State));
        Assert.All(story.State.Tracks.Values, track => Assert.Equal((null, null), (track.Told, track.DoubtSince)));
    }

    [Fact]
    public void What_waits_for_a_reorg_of_a_live_workflow_goes_on_waiting_for_the_chain()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");

        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Sends();

        Assert.IsType<Episode.Doubtful>(story.Book.Current);
        Assert.True(Outbox.DueAt(story.State) > story.Now);
        story.Settles(12);
        Assert.Equal(1, story.Sends());
        Assert.Null(Outbox.DueAt(story.State));
    }

    // As the due index does: at each instant that something is due, but not for ever.
    private static bool ComesDueUntilSent(Story story)
    {
        var sent = story.Sent.Count;
        for (var step = 0; step < 4 && story.Sent.Count == sent; step++)
            if (!story.SendsWhenDue(new SendOutcome.Delivered(null)))
                return false;
        return story.Sent.Count > sent;
    }
}

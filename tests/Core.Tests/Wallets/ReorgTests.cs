using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Blocks that are no longer part of the chain, and what their alerts become.</summary>
public class ReorgTests
{
    [Fact]
    public void The_same_crossing_on_the_canonical_chain_is_the_same_episode_and_sends_nothing_twice()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(10, 12, "a");
        Assert.IsType<Episode.Doubtful>(story.Book.Current);
        story.Sees("1.2", 11, final: false, fork: "b");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
        Assert.Equal(1, story.Open.Number);
        Assert.Equal(
            [DecisionOutcome.Notify, DecisionOutcome.Doubtful, DecisionOutcome.Suppressed],
            story.Records.Select(record => record.Outcome));
        Assert.Equal(ReasonCode.Reconfirmed, story.Records.Last().Reasons[^1].Code);
    }

    [Fact]
    public void An_episode_that_nobody_was_told_of_is_the_same_one_too_when_the_canonical_chain_opens_it_again()
    {
        var story = new Story(Given.Workflow(), Given.Owner with { MutedKinds = [Given.Kind] });
        story.Sees("1.2", 10, final: false, fork: "a");

        story.LosesBlocks(10, 10, "a");
        story.Sees("1.2", 11, final: false, fork: "b");

        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void A_crossing_that_the_canonical_chain_does_not_have_is_retracted_where_it_was_heard()
    {
        var story = new Story(Given.Workflow(channels: [ChannelName.Telegram, ChannelName.Email]));
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(10, 12, "a");
        story.Sees("1.4", 11, final: false, fork: "b");
        Assert.Equal(0, story.Sends());
        story.Settles(12);
        Assert.Equal(2, story.Sends());

        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
        Assert.Equal(TemplateName.Retraction, story.Sent[^1].Notification.Template);
        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Equal(1, story.Book.Last);
        Assert.Equal(DecisionOutcome.Retracted, story.Records.Last().Outcome);
    }

    [Fact]
    public void An_orphaned_deepening_goes_back_a_level_and_is_retracted_alone()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 10, final: false, fork: "");
        story.Sends();
        story.Sees("1.05", 11, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(11, 11, "a");
        Assert.Equal((0, 2), (story.Open.Level, story.Open.Alerts));
        story.Sees("1.25", 12, final: false, fork: "b");
        story.Settles(12);
        story.Sends();

        var retraction = story.Sent[^1].Notification;
        Assert.Equal((NotificationRole.Retraction, 1), (retraction.Role, retraction.Level));
        Assert.Equal(3, story.Sent.Count);
        Assert.Equal(0, story.Open.Level);
    }

    [Fact]
    public void An_episode_that_a_deeper_reorg_brings_back_uses_no_ordinal_again_that_was_retracted()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 10, final: false, fork: "b");
        story.Sends();
        story.Sees("1.05", 11, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(11, 11, "a");
        story.Sees("2", 12, final: false, fork: "b");
        story.Settles(12);
        story.Sends();

        story.LosesBlocks(10, 12, "b");
        story.Sees("1.05", 10, final: false, fork: "c");
        Assert.Equal(1, story.Sends());

        Assert.Equal(1, story.Open.Number);
        Assert.Equal(4, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void A_crossing_on_the_canonical_chain_confirms_what_was_told_of_the_same_level()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.05", 10, final: false, fork: "a");
        story.Sends();
        story.Sees("2", 11, final: false, fork: "a");
        story.Sees("1.2", 12, final: false, fork: "a");
        story.Sends();

        story.LosesBlocks(10, 12, "a");
        story.Sees("1.2", 12, final: false, fork: "b");
        Assert.Equal((0, 2), (story.Sends(), story.Open.Number));

        story.Settles(12);
        Assert.Equal(1, story.Sends());
        var retraction = story.Sent[^1].Notification;
        Assert.Equal((NotificationRole.Retraction, 1), (retraction.Role, retraction.Episode));
    }

    [Fact]
    public void A_log_that_comes_back_confirms_what_was_told_of_it_and_nothing_older()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.Sees("2", 11, final: false, fork: "a");
        story.Sees("1.2", 12, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 12, "a");
        // Another branch had confirmed the first before it was left too, and nobody had heard of it there.
        story.Knows(story.Book with
        {
            Unfinal = [story.Book.Unfinal[0] with { Block = Given.Block(13, "b"), Heard = [] }, story.Book.Unfinal[1]],
        });

        story.Sees("1.2", 12, final: false, fork: "a");
        Assert.Equal((0, 2), (story.Sends(), story.Open.Number));
    }

    [Fact]
    public void An_orphaned_closing_leaves_the_episode_open_as_if_it_had_never_closed()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false, fork: "a");

        story.LosesBlocks(11, 11, "a");
        story.Sees("1.2", 12, final: false, fork: "b");
        story.Settles(12);

        Assert.Equal(0, story.Sends());
        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void Two_reorgs_in_a_row_end_in_one_message()
    {
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Sees("1.2", 10, final: false, fork: "b");
        story.Sends();
        story.LosesBlocks(10, 10, "b");
        story.Sees("1.2", 10, final: false, fork: "c");
        story.Settles(12);
        story.Sends();

        Assert.Single(story.Sent);
        Assert.Equal(1, story.Open.Number);
    }

    [Fact]
    public void An_episode_number_is_never_used_again_after_a_retraction()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 10, "a");
        story.Settles(12);
        story.Sends();

        story.Sees("1.2", 13, final: false, fork: "b");

        Assert.Equal(2, story.Open.Number);
        Assert.Equal(1, story.Sends());
    }

    [Fact]
    public void Finality_clears_what_was_kept_for_a_reorg()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false);
        Assert.NotEmpty(story.Book.Undo);

        story.Happens(new WalletEvent.Observed([Given.Signal("2", 100, final: false)], Finalized: 50));

        Assert.Equal([100L], story.Book.Undo.Select(undo => undo.Block.Number));
        Assert.Empty(story.Book.Unfinal);
    }

    [Fact]
    public void More_phases_than_are_kept_put_back_the_oldest_kept_one()
    {
        var story = new Story(Given.Workflow());
        for (var block = 1; block <= 160; block++)
            story.Sees(block % 2 == 1 ? "1.2" : "2", block, final: false, fork: "a");
        Assert.InRange(story.Book.Undo.Length, 20, 159);
        Assert.InRange(RecordSize.ForReorgs(story.State), 0, RecordSize.ReorgBytesMax);

        story.LosesBlocks(1, 160, "a");
        story.Sees("2", 161, final: false, fork: "b");
        story.Settles(161);

        Assert.IsType<Episode.Closed>(story.Book.Current);
        Assert.Equal(80, story.Book.Last);
    }

    [Fact]
    public void Blocks_of_another_chain_and_blocks_that_did_nothing_change_nothing()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 10, final: false);
        var before = story.State;

        story.Happens(new WalletEvent.Orphaned(Kwala.Core.Evm.ChainId.Evm(10), [Given.Block(10)], [Given.Risk]));
        story.LosesBlocks(11, 12);
        story.Settles(12);

        Assert.Same(before, story.State);
    }
}

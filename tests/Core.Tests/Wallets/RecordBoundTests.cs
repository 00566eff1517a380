using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What a wallet forgets, in which order, and what it says of it.</summary>
public class RecordBoundTests
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered(null);

    [Fact]
    public void A_position_that_is_over_is_forgotten_but_for_its_number()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1);
        story.Sends();
        story.Sees("2", 2);
        Assert.Empty(story.State.Tracks[Given.Risk].Episodes);

        story.Sees("1.2", 3);
        story.Sends();

        Assert.Equal([1L, 2L], story.Sent.Select(sent => sent.Notification.Episode));
        Assert.Equal(2, story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count());
    }

    [Fact]
    public void A_position_that_a_reorg_may_open_again_is_kept_until_it_cannot()
    {
        var story = new Story(Given.Workflow());
        story.Sees("1.2", 1, final: false);
        story.Sees("2", 2, final: false);
        Assert.NotEmpty(story.State.Tracks[Given.Risk].Episodes);

        story.Happens(new WalletEvent.Observed([Given.Signal("1.2", 9, subject: Given.OtherMarket)], Finalized: 2));

        Assert.Equal([Given.OtherMarket], story.State.Tracks[Given.Risk].Episodes.Keys);
    }

    [Fact]
    public void What_a_reorg_would_need_of_the_newest_blocks_is_kept_longest_however_much_of_it_one_position_has()
    {
        var story = new Story(Given.Workflow());
        for (var block = 1; block <= 36; block++)
        {
            var position = new SubjectKey($"eip155:1/position-{block % 12:00}");
            story.Happens(Given.Observed(
                Given.Signal(block is > 12 and <= 24 ? "2" : "1.2", block, final: false, subject: position)));
            story.Sends(Delivered);
        }

        foreach (var (block, value) in (ReadOnlySpan<(int, string)>)[(40, "1.2"), (41, "2"), (42, "1.2")])
        {
            story.Happens(Given.Observed(Given.Signal(value, block, final: false)));
            story.Sends(Delivered);
        }

        Assert.Equal([40L, 41, 42], story.Book.Undo.Select(undo => undo.Block.Number));
        Assert.DoesNotContain(
            story.State.Tracks[Given.Risk].Episodes.Values, book => book.Undo.Any(undo => undo.Block.Number == 1));
    }

    [Theory]
    [InlineData(Lane.Critical)]
    [InlineData(Lane.Standard)]
    public void More_open_positions_than_can_be_remembered_are_told_in_the_inbox_with_the_reason(Lane lane)
    {
        var story = Crowded(lane);

        var refused = story.Records.Where(it => it.Reasons[^1].Code == ReasonCode.TooManyPositions).ToList();
        var followed = story.State.Tracks[Given.Risk].Episodes.Keys.ToHashSet();
        Assert.NotEmpty(refused);
        Assert.Equal(60, followed.Count + refused.Count);
        Assert.Equal(
            60, story.Effects.OfType<WalletEffect.Show>().Select(it => it.Notification.Subject).Distinct().Count());
        Assert.Equal(
            lane == Lane.Critical ? refused.Count : 0,
            story.Endings.Count(it => it.Outcome == DeliveryWords.Overflow));
        Assert.All(story.Sent, sent => Assert.Contains(sent.Notification.Subject, followed));
        Assert.Equal(followed.Count, story.Sent.Count);
        Assert.InRange(RecordSize.Lasting(story.State), 0, RecordSize.BytesMax);
    }

    [Fact]
    public void What_is_critical_takes_the_room_of_what_matters_less()
    {
        var story = Crowded(Lane.Bulk);
        var critical = new WorkflowId("critical");
        story.Policy = Given.Policy(Given.Workflow(Lane.Bulk), Given.Workflow() with { Id = critical });
        var before = story.State.Tracks[Given.Risk].Episodes.Count;

        story.Happens(Given.Observed(
            [.. Positions.Select(subject => Given.Signal("1.2", 2, subject: subject) with { Workflow = critical })]));

        var followed = story.State.Tracks[critical].Episodes.Count;
        Assert.InRange(followed, before - 1, 60);
        Assert.Equal(60 - followed, story.Endings.Count(it => it.Outcome == DeliveryWords.Overflow));
        Assert.InRange(RecordSize.Lasting(story.State), 0, RecordSize.BytesMax);
    }

    [Fact]
    public void What_could_not_be_followed_is_told_anew_once_it_can()
    {
        var story = Crowded(Lane.Critical);
        var refused = Assert.IsType<WalletEffect.DeadLettered>(
            story.Effects.Last(it => it is WalletEffect.DeadLettered { Delivery.Outcome: DeliveryWords.Overflow }));
        // So near that a reorg may open them again: no number of theirs counts for other positions.
        story.Happens(Given.Observed([.. Positions.Select(it => Given.Signal("2", 2, final: false, subject: it))]));

        story.Happens(Given.Observed(Given.Signal("1.2", 3, subject: refused.Notification.Subject)));

        var told = Assert.Single(story.State.Outbox);
        Assert.Equal(refused.Notification.Subject, told.Notification.Subject);
        Assert.NotEqual(refused.Delivery.Key, told.Deliveries[0].Key);
    }

    private static IEnumerable<SubjectKey> Positions =>
        Enumerable.Range(0, 60).Select(n => new SubjectKey($"eip155:1/position-{n:00}"));

    [Fact]
    public void What_stands_alone_needs_no_room_among_open_positions()
    {
        var story = Crowded(Lane.Standard);
        var workflow = Given.Workflow(Lane.Standard);
        story.Policy = Given.Policy(workflow with { Rule = workflow.Rule with { Latches = false } });
        var sent = story.Sent.Count;

        story.Happens(Given.Observed(Given.Signal("1.2", 2, subject: new SubjectKey("eip155:1/position-99"))));

        Assert.Equal(1, story.Sends(Delivered));
        Assert.Equal("eip155:1/position-99", story.Sent[sent].Notification.Subject.Value);
    }

    private static Story Crowded(Lane lane)
    {
        var story = new Story(Given.Workflow(lane)) { Now = Given.TimeOf(1) };
        story.Happens(Given.Observed([.. Positions.Select(subject => Given.Signal("1.2", 1, subject: subject))]));
        for (var rounds = 0; rounds < 60 && Outbox.DueAt(story.State) is not null; rounds++)
        {
            story.Sends(Delivered);
            story.Resumes();
        }

        return story;
    }
}

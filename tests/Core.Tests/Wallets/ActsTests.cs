using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What the chain shows that an owner did about what a workflow tells.</summary>
public class ActsTests
{
    private static readonly KindName Rewards = new("rewards");

    [Theory]
    [InlineData(null, true)]
    [InlineData("eip155:1/market-a", true)]
    [InlineData("eip155:1/market-b", false)]
    public void An_act_within_the_window_is_a_response_to_the_alerts_of_its_position(string? subject, bool counts)
    {
        var story = Told();

        story.Now += TimeSpan.FromMinutes(30);
        story.Happens(Acts(Act(story.Now, subject: subject)));

        var known = story.State.Behaviour.Kinds[Rewards];
        Assert.Equal(counts, known.Awaiting.IsEmpty);
        Assert.Equal(counts ? 1 : 0, known.Reactions.Hour);
    }

    [Fact]
    public void How_soon_the_owner_acted_is_counted_from_the_block_and_not_from_when_it_was_read()
    {
        var story = Told();
        var acted = story.Now + TimeSpan.FromMinutes(5);

        story.Now += TimeSpan.FromHours(3);
        story.Happens(Acts(Act(acted)));

        Assert.Equal(1, story.State.Behaviour.Kinds[Rewards].Reactions.TenMinutes);
    }

    [Fact]
    public void What_an_owner_did_before_being_told_is_no_response_not_even_in_the_same_batch()
    {
        var story = Told();
        var before = Act(story.Now - TimeSpan.FromSeconds(13));
        story.Happens(Acts(before));
        Assert.Single(story.State.Behaviour.Kinds[Rewards].Awaiting);

        story.Sees("1", 10);
        story.Now = Given.TimeOf(20) + TimeSpan.FromSeconds(1);
        story.Happens(new WalletEvent.Observed([Given.Signal("8", 19)], -1) { Acts = [Act(Given.TimeOf(20), "other")] });
        Assert.Single(story.State.Behaviour.Kinds[Rewards].Awaiting);
    }

    [Fact]
    public void An_act_after_the_window_is_no_response()
    {
        var story = Told();

        story.Now += TimeSpan.FromDays(2);
        story.Happens(Acts(Act(story.Now)));

        var known = story.State.Behaviour.Kinds[Rewards];
        Assert.Empty(known.Awaiting);
        Assert.Equal((0, 1), (known.Reactions.Hour, known.Reactions.Never));
    }

    [Fact]
    public void What_is_older_than_any_window_says_nothing_at_all()
    {
        var story = Told();
        story.Now += TimeSpan.FromDays(30);
        var state = story.State;

        story.Happens(Acts(Act(story.Now - TimeSpan.FromDays(3))));

        Assert.Same(state, story.State);
    }

    [Fact]
    public void One_transaction_counts_once_wherever_a_reorg_puts_it()
    {
        var story = Told();
        story.Now += TimeSpan.FromMinutes(1);
        story.Happens(Acts(Act(story.Now)));
        var state = story.State;

        story.Now += TimeSpan.FromMinutes(1);
        story.Sees("1", 30);
        story.Sees("8", 31);
        story.Sends();
        story.Happens(Acts(Act(story.Now)));

        Assert.NotSame(state, story.State);
        Assert.Single(story.State.Behaviour.Kinds[Rewards].Awaiting);
    }

    [Fact]
    public void What_was_learned_from_an_act_goes_with_its_block_and_is_learned_again_from_the_next()
    {
        var story = Told();
        story.Now += TimeSpan.FromMinutes(1);
        var before = story.State;
        story.Happens(Acts(Act(story.Now) with { Unfinal = Given.Block(30) }));
        Assert.Empty(story.State.Behaviour.Kinds[Rewards].Awaiting);

        story.LosesBlocks(30, 30);

        AssertSame(before, story.State);
        story.Happens(Acts(Act(story.Now) with { Unfinal = Given.Block(30, "b") }));
        Assert.Empty(story.State.Behaviour.Kinds[Rewards].Awaiting);
    }

    [Fact]
    public void What_else_was_learned_meanwhile_stands_when_an_act_is_taken_back()
    {
        var story = Told();
        story.Now += TimeSpan.FromMinutes(1);
        story.Happens(Acts(Act(story.Now) with { Unfinal = Given.Block(30) }));
        story.Sees("1", 40);
        story.Sees("8", 41);
        story.Sends();
        story.LosesBlocks(30, 30);

        var known = story.State.Behaviour.Kinds[Rewards];
        Assert.Equal(2, known.Awaiting.Length);
        Assert.Equal(0, known.Habits.Values.Sum(habit => habit.Responded));
        Assert.Equal(default, known.Reactions);
    }

    [Fact]
    public void What_a_final_block_showed_stays_learned_and_nothing_is_kept_to_take_it_back()
    {
        var story = Told();
        story.Now += TimeSpan.FromMinutes(1);
        story.Happens(Acts(Act(story.Now) with { Unfinal = Given.Block(30) }));
        Assert.Single(story.State.ActsUndo);

        story.Happens(new WalletEvent.Observed([Given.Signal("8", 40)], 35));
        story.Happens(new WalletEvent.Observed([Given.Signal("1", 41)], 35));
        Assert.Empty(story.State.ActsUndo);
        story.LosesBlocks(30, 30);

        Assert.Empty(story.State.Behaviour.Kinds[Rewards].Awaiting);
    }

    [Fact]
    public void An_act_that_is_taken_back_after_the_owner_took_learning_back_changes_nothing()
    {
        var story = Told();
        story.Now += TimeSpan.FromMinutes(1);
        story.Happens(Acts(Act(story.Now) with { Unfinal = Given.Block(30) }));
        story.Happens(new WalletEvent.LearningUndone(new Undo.ForgetAll()));
        story.LosesBlocks(30, 30);

        Assert.Equal(BehaviourState.Empty, story.State.Behaviour);
    }

    private static void AssertSame(WalletState before, WalletState now)
    {
        var (was, known) = (before.Behaviour.Kinds[Rewards], now.Behaviour.Kinds[Rewards]);
        Assert.Equal(was.Habits, known.Habits);
        Assert.Equal(was.Awaiting.AsEnumerable(), known.Awaiting);
        Assert.Equal(was.Reactions, known.Reactions);
        Assert.Equal(before.Behaviour.Week.Counts.AsEnumerable(), now.Behaviour.Week.Counts);
        Assert.Equal(before.Behaviour.Life, now.Behaviour.Life);
        Assert.Equal(before.InteractionIds.AsEnumerable(), now.InteractionIds);
        Assert.Empty(now.ActsUndo);
    }

    [Fact]
    public void Of_an_owner_who_was_never_told_anything_nothing_is_learned_and_nothing_saved()
    {
        var story = new Story(Workflow());

        Assert.Empty(story.Happens(Acts(Act(story.Now))));
        Assert.Same(WalletState.Empty.Tracks, story.State.Tracks);
        Assert.Equal(BehaviourState.Empty, story.State.Behaviour);
    }

    [Fact]
    public void Of_acts_that_are_no_response_the_first_of_a_day_is_remembered_and_no_other()
    {
        var story = Told();
        story.Happens(Acts(Act(story.Now)));
        var state = story.State;

        for (var minute = 1; minute < 100; minute++)
        {
            story.Now += TimeSpan.FromMinutes(1);
            story.Happens(Acts(Act(story.Now, $"transaction {minute}")));
        }

        Assert.Same(state, story.State);
        story.Now += TimeSpan.FromDays(1);
        story.Happens(Acts(Act(story.Now, "tomorrow")));
        Assert.NotSame(state, story.State);
    }

    [Theory]
    [InlineData(Lane.Critical, true)]
    [InlineData(Lane.Standard, false)]
    public void Where_nothing_is_learned_acts_say_nothing(Lane lane, bool on)
    {
        var story = Told();
        story.Policy = Given.Policy(Workflow() with { Lane = lane, Learning = new Learning { On = on } });
        var state = story.State;

        story.Happens(Acts(Act(story.Now)));

        Assert.Same(state, story.State);
    }

    private static Story Told()
    {
        var story = new Story(Workflow());
        story.Sees("8", 1);
        story.Sends();
        Assert.Single(story.State.Behaviour.Kinds[Rewards].Awaiting);
        return story;
    }

    private static WalletEvent.Observed Acts(params ActSeen[] acts) => new([], -1) { Acts = [.. acts] };

    private static ActSeen Act(DateTimeOffset at, string transaction = "act", string? subject = null) => new(
        Given.Risk, subject is null ? null : new SubjectKey(subject), Given.Chain, Given.Hash(transaction), at);

    private static Workflow Workflow() => Given.Workflow(
        Lane.Standard, AlertSide.Above, Given.Levels("> 3"), new Rearm.Absolute(Rational.Zero)) with
    {
        Kind = Rewards,
    };
}

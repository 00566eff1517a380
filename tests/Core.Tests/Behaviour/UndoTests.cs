using Kwala.Core.Behaviour;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>Whatever was learned can be taken back by the owner.</summary>
public sealed class UndoTests
{
    [Fact]
    public void What_the_owner_wants_to_keep_is_told_whatever_is_ignored_afterwards()
    {
        var owner = new Habits().Responding().Ignores(9);

        owner.Happens(new BehaviourEvent.Undone(new Undo.KeepTelling(Habits.Yield, 0)));
        owner.Ignores(50);

        Assert.Equal(new BehaviourVerdict.Tell(TellReason.KeptByOwner), owner.Judge());
    }

    [Fact]
    public void Asking_for_fewer_ends_that()
    {
        var owner = new Habits().Responding();
        owner.Happens(new BehaviourEvent.Undone(new Undo.KeepTelling(Habits.Yield, 0)));

        owner.Responds(InteractionKind.Fewer);

        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());
    }

    [Fact]
    public void A_kind_is_forgotten_and_the_rest_stays()
    {
        var owner = new Habits().Responding().Ignores(9);
        var other = owner.State.Kinds.Keys.Single(kind => kind != Habits.Yield);

        owner.Happens(new BehaviourEvent.Undone(new Undo.ForgetKind(Habits.Yield)));

        Assert.Equal([other], owner.State.Kinds.Keys);
        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge());
    }

    [Fact]
    public void All_is_forgotten_and_learned_anew()
    {
        var owner = new Habits().Responding().Ignores(9);

        owner.Happens(new BehaviourEvent.Undone(new Undo.ForgetAll()));

        Assert.Same(BehaviourState.Empty, owner.State);
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Responding().Ignores(9).Judge());
    }

    [Fact]
    public void Nothing_is_learned_of_an_owner_who_does_not_want_it_until_it_is_welcome_again()
    {
        var owner = new Habits().Responding().Ignores(9);

        owner.Happens(new BehaviourEvent.Undone(new Undo.NeverLearn()));
        owner.Responding().Ignores(20);

        Assert.Equal(BehaviourState.Empty with { Never = true }, owner.State);
        Assert.Equal(new BehaviourVerdict.Tell(TellReason.NotLearning), owner.Judge());

        owner.Happens(new BehaviourEvent.Undone(new Undo.LearnAgain()));
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Responding().Ignores(9).Judge());
    }

    [Fact]
    public void It_is_heard_while_learning_is_off()
    {
        var owner = new Habits().Responding().Ignores(9);

        var after = BehaviourDecision.Decide(
            owner.State, new BehaviourEvent.Undone(new Undo.ForgetAll()), owner.Now,
            owner.Policy with { Mode = LearningMode.Off });

        Assert.Same(BehaviourState.Empty, after);
    }
}

using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>What is forgotten where not all can be remembered.</summary>
public sealed class BehaviourBoundTests
{
    [Fact]
    public void What_says_least_goes_first_and_what_was_just_met_stays()
    {
        var owner = new Habits().Responding().Ignores(9);
        for (var other = 0; other < 40; other++)
            owner.Ignores(1, kind: new KindName($"other-{other}"));

        Assert.InRange(owner.State.Kinds.Values.Sum(known => known.Habits.Count), 18, BehaviourBound.HabitsMax);
        Assert.True(owner.State.Kinds.ContainsKey(new KindName("other-39")));
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());
    }

    [Fact]
    public void What_the_owner_asked_to_keep_is_kept()
    {
        var owner = new Habits();
        owner.Happens(new BehaviourEvent.Undone(new Undo.KeepTelling(Habits.Yield, 0)));
        for (var other = 0; other < 60; other++)
            owner.Ignores(3, kind: new KindName($"other-{other}"));

        Assert.Equal(new BehaviourVerdict.Tell(TellReason.KeptByOwner), owner.Judge());
    }

    [Fact]
    public void Of_many_alerts_at_once_the_newest_await_a_response_and_those_kept_back_give_way()
    {
        var owner = new Habits();
        for (var alert = 0; alert < 40; alert++)
            owner.Happens(alert % 2 == 0
                ? new BehaviourEvent.Told(owner.Alert())
                : new BehaviourEvent.Withheld(owner.Alert()));

        var awaiting = owner.State.Kinds.Values.SelectMany(known => known.Awaiting).ToArray();
        Assert.Equal(BehaviourBound.AwaitingMax, awaiting.Length);
        Assert.InRange(awaiting.Count(awaited => awaited.Withheld), 0, 1);
    }

    [Fact]
    public void It_gives_way_piece_by_piece_until_nothing_is_left()
    {
        var owner = new Habits().Responding().Ignores(9).Acts(3, bucket: 2);
        owner.Happens(new BehaviourEvent.Undone(new Undo.KeepTelling(Habits.Yield, 1)));
        var state = owner.State;
        for (BehaviourState less; !ReferenceEquals(less = BehaviourBound.Shrunk(state), state); state = less)
            Assert.InRange(BehaviourSize.Of(less), 0, BehaviourSize.Of(state) - 1);

        Assert.Equal(BehaviourState.Empty, state);
    }
}

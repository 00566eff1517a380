using System.Diagnostics;

namespace Kwala.Core.Behaviour;

/// <summary>The owner takes learning back; always heard, whatever the mode.</summary>
internal static class Undoing
{
    public static BehaviourState Apply(
        BehaviourState state, Undo what, DateTimeOffset now, BehaviourPolicy policy) => what switch
        {
            Undo.KeepTelling keep => KeepTelling(state, keep, Days.Of(now), policy),
            Undo.ForgetKind forget => state.Kinds.ContainsKey(forget.Kind)
                ? state with { Kinds = state.Kinds.Remove(forget.Kind) }
                : state,
            Undo.ForgetAll => state.Never ? state : BehaviourState.Empty,
            Undo.NeverLearn => state.Never ? state : BehaviourState.Empty with { Never = true },
            Undo.LearnAgain => state.Never ? BehaviourState.Empty : state,
            _ => throw new UnreachableException(),
        };

    // The counts start anew, so that "fewer of these" begins from nothing and not from what was undone.
    private static BehaviourState KeepTelling(
        BehaviourState state, Undo.KeepTelling keep, int day, BehaviourPolicy policy)
    {
        if (state.Never)
            return state;
        var known = state.Kinds.GetValueOrDefault(keep.Kind) ?? KindBehaviour.Empty;
        state = state with
        {
            Kinds = state.Kinds.SetItem(keep.Kind, known with
            {
                Habits = known.Habits.SetItem(keep.Bucket, Habit.New(day) with { Kept = true }),
            }),
        };
        return BehaviourBound.Keep(state, (keep.Kind, keep.Bucket), day, policy);
    }
}

using System.Collections.Immutable;

namespace Kwala.Core.Behaviour;

/// <summary>
/// Takes back what was learned from an act of the chain's whose block is gone. What has to be remembered for it is the
/// difference alone, so that what was learned since stands: the alerts that wait for a response again, and what the
/// counts have to grow by.
/// </summary>
internal static class Retracting
{
    /// <summary>What is to be put back; empty where the act changed nothing that matters.</summary>
    public static BehaviourState Difference(BehaviourState before, BehaviourState after)
    {
        var kinds = BehaviourState.Empty.Kinds;
        foreach (var (kind, was) in before.Kinds)
            if (after.Kinds.TryGetValue(kind, out var now) && !ReferenceEquals(was, now))
                kinds = kinds.SetItem(kind, Difference(was, now));
        return BehaviourState.Empty with { Kinds = kinds, Life = before.Life == after.Life ? null : before.Life };
    }

    /// <summary>What is known once it is put back.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="back">What is to be put back.</param>
    /// <param name="hour">The hour of the week in which the owner was taken to be there; null for none.</param>
    /// <param name="day">The present day.</param>
    /// <param name="policy">What is learned by.</param>
    public static BehaviourState Apply(
        BehaviourState state, BehaviourState back, int? hour, int day, BehaviourPolicy policy)
    {
        foreach (var (kind, difference) in back.Kinds)
        {
            if (!state.Kinds.TryGetValue(kind, out var known))
                continue;
            state = state with { Kinds = state.Kinds.SetItem(kind, Apply(known, difference)) };
            foreach (var bucket in difference.Habits.Keys)
                state = BehaviourBound.Keep(state, (kind, bucket), day, policy);
        }

        // Another visit since would have been one without this, too.
        if (back.Life is { } life && state.Life is { Seen: { } seen } now && life.Visited(seen) == now)
            state = state with { Life = life };
        return hour is { } at ? state with { Week = state.Week.Without(at, WeekOfHours.One) } : state;
    }

    private static KindBehaviour Difference(KindBehaviour was, KindBehaviour now) => new()
    {
        Awaiting = [.. was.Awaiting.Where(it => now.Awaiting.All(other => other.Alert != it.Alert))],
        Reactions = Difference(was.Reactions, now.Reactions),
        Habits = was.Habits.Where(it => now.Habits[it.Key] != it.Value).ToImmutableSortedDictionary(
            it => it.Key, it => Difference(it.Value, now.Habits[it.Key])),
    };

    private static Habit Difference(Habit was, Habit now) => new(
        was.Responded - now.Responded, was.Ignored - now.Ignored, was.Run - now.Run, was.Withheld - now.Withheld,
        was.Day - now.Day, false, was.Noticed && !now.Noticed);

    private static KindBehaviour Apply(KindBehaviour known, KindBehaviour back) => new()
    {
        Awaiting =
        [
            .. known.Awaiting
                .AddRange(back.Awaiting.Where(it => known.Awaiting.All(other => other.Alert != it.Alert)))
                .OrderBy(it => it.At),
        ],
        Reactions = Sum(known.Reactions, back.Reactions),
        Habits = known.Habits.SetItems(back.Habits.Where(it => known.Habits.ContainsKey(it.Key)).Select(it =>
            KeyValuePair.Create(it.Key, Sum(known.Habits[it.Key], it.Value)))),
    };

    private static Habit Sum(Habit habit, Habit back) => habit with
    {
        Responded = Math.Max(0, habit.Responded + back.Responded),
        Ignored = Math.Max(0, habit.Ignored + back.Ignored),
        Run = Math.Clamp(habit.Run + back.Run, 0, Habit.RunMax),
        Withheld = Math.Clamp(habit.Withheld + back.Withheld, 0, byte.MaxValue),
        Day = habit.Day + back.Day,
        Noticed = habit.Noticed || back.Noticed,
    };

    private static ReactionTimes Difference(ReactionTimes was, ReactionTimes now) => new(
        was.TenMinutes - now.TenMinutes, was.Hour - now.Hour, was.SixHours - now.SixHours, was.Day - now.Day,
        was.Later - now.Later, was.Never - now.Never);

    private static ReactionTimes Sum(ReactionTimes times, ReactionTimes back) => new(
        Math.Max(0, times.TenMinutes + back.TenMinutes), Math.Max(0, times.Hour + back.Hour),
        Math.Max(0, times.SixHours + back.SixHours), Math.Max(0, times.Day + back.Day),
        Math.Max(0, times.Later + back.Later), Math.Max(0, times.Never + back.Never));
}

using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>What was told and kept back, and what nobody responded to.</summary>
internal static class Observing
{
    /// <summary>
    /// Alerts whose window is over count as ignored, or as half a response where they were opened, be it in the inbox
    /// alone; those kept back and not opened count as nothing. As of the instant that the window closed, so that it
    /// does not matter when one looks.
    /// </summary>
    public static BehaviourState Closed(BehaviourState state, DateTimeOffset now, BehaviourPolicy policy)
    {
        foreach (var (kind, known) in state.Kinds)
            if (known.Awaiting.Any(awaited => awaited.Until <= now))
                state = state with { Kinds = state.Kinds.SetItem(kind, Closed(known, now, policy)) };
        return state;
    }

    /// <summary>What is known of alerts such as this; null for nothing.</summary>
    public static Habit? HabitOf(BehaviourState state, AlertFacts alert) =>
        state.Kinds.TryGetValue(alert.Kind, out var known) && known.Habits.TryGetValue(alert.Bucket, out var habit)
            ? habit
            : null;

    public static BehaviourState Told(
        BehaviourState state, AlertFacts alert, DateTimeOffset now, BehaviourPolicy policy) =>
        Await(state, alert, withheld: false, now, policy, habit => habit with { Withheld = 0 });

    public static BehaviourState Withheld(
        BehaviourState state, AlertFacts alert, DateTimeOffset now, BehaviourPolicy policy) =>
        Await(state, alert, withheld: true, now, policy, habit => habit with
        {
            Withheld = Math.Min(habit.Withheld + 1, byte.MaxValue),
        });

    public static BehaviourState Noticed(BehaviourState state, KindName kind, int bucket) =>
        state.Kinds.TryGetValue(kind, out var known) && known.Habits.TryGetValue(bucket, out var habit)
        && !habit.Noticed
            ? state with
            {
                Kinds = state.Kinds.SetItem(kind, known with
                {
                    Habits = known.Habits.SetItem(bucket, habit with { Noticed = true }),
                }),
            }
            : state;

    public static BehaviourState Unreached(BehaviourState state, AlertMark mark)
    {
        foreach (var (kind, known) in state.Kinds)
            if (known.Awaiting.Any(awaited => awaited.Alert == mark))
                state = state with
                {
                    Kinds = state.Kinds.SetItem(kind, known with
                    {
                        Awaiting = known.Awaiting.RemoveAll(awaited => awaited.Alert == mark),
                    }),
                };
        return state;
    }

    private static KindBehaviour Closed(KindBehaviour known, DateTimeOffset now, BehaviourPolicy policy)
    {
        var (habits, reactions) = (known.Habits, known.Reactions);
        var counted = known.Awaiting.Where(it => it.Until <= now && (!it.Withheld || it.Opened));
        foreach (var awaited in counted.OrderBy(it => it.Until))
        {
            if (!habits.TryGetValue(awaited.Bucket, out var habit))
                continue;
            var day = Days.Of(awaited.Until);
            habits = habits.SetItem(awaited.Bucket, awaited.Opened
                ? habit.AfterResponse(Habit.One / 2, day, policy)
                : habit.AfterIgnored(day, policy));
            reactions = awaited.Withheld ? reactions : reactions.After(took: null);
        }

        return known with
        {
            Habits = habits,
            Reactions = reactions,
            Awaiting = known.Awaiting.RemoveAll(it => it.Until <= now),
        };
    }

    // Told twice is told once: the first window stands.
    private static BehaviourState Await(
        BehaviourState state,
        AlertFacts alert,
        bool withheld,
        DateTimeOffset now,
        BehaviourPolicy policy,
        Func<Habit, Habit> change)
    {
        var known = state.Kinds.GetValueOrDefault(alert.Kind) ?? KindBehaviour.Empty;
        if (known.Awaiting.Any(awaited => awaited.Alert == alert.Mark))
            return state;
        var day = Days.Of(now);
        var at = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var awaited = new Awaited(
            alert.Mark, alert.Position, alert.Bucket, at,
            at.AddSeconds((long)(alert.Window ?? policy.ResponseWindow).TotalSeconds), withheld, Opened: false);
        var habit = known.Habits.TryGetValue(alert.Bucket, out var met) ? met : Habit.New(day);
        state = state with
        {
            Life = state.Life ?? Life.Begun(day),
            Kinds = state.Kinds.SetItem(alert.Kind, known with
            {
                Habits = known.Habits.SetItem(alert.Bucket, change(habit)),
                Awaiting = known.Awaiting.Add(awaited),
            }),
        };
        return BehaviourBound.Keep(state, (alert.Kind, alert.Bucket), day, policy);
    }
}

using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// Keeps what is learned small, and gives it up piece by piece where something else needs the room. What is forgotten
/// first is what says least: the habit with the fewest observations, halved for each month without one.
/// </summary>
public static class BehaviourBound
{
    /// <summary>What is learned never takes more bytes where it is stored.</summary>
    public const int BytesMax = 2560;

    /// <summary>Habits over all kinds.</summary>
    public const int HabitsMax = 24;

    /// <summary>
    /// Alerts over all kinds whose response is awaited; the oldest is forgotten, and counts as nothing.
    /// </summary>
    public const int AwaitingMax = 16;

    private const int MonthDays = 30, AwaitingFew = 8;

    /// <summary>Makes it fit; the habit that was just touched stays.</summary>
    internal static BehaviourState Keep(
        BehaviourState state, (KindName Kind, int Bucket) touched, int day, BehaviourPolicy policy)
    {
        while (AwaitingOf(state) is var awaiting
            && (awaiting > AwaitingMax || (awaiting > AwaitingFew && BehaviourSize.Of(state) > BytesMax)))
            state = WithoutOldest(state);
        while (state.Kinds.Values.Sum(known => known.Habits.Count) > HabitsMax || BehaviourSize.Of(state) > BytesMax)
        {
            if (Least(state, touched, day) is not { } least)
                break;
            state = Without(state, least.Kind, least.Bucket);
        }

        return state;
    }

    /// <summary>
    /// Gives up the piece that is missed least: what awaits a response, then habits, then all the rest. The same
    /// reference where nothing is left.
    /// </summary>
    internal static BehaviourState Shrunk(BehaviourState state)
    {
        if (state.Kinds.Values.Any(known => !known.Awaiting.IsEmpty))
            return WithoutOldest(state);
        var day = state.Kinds.Values.SelectMany(known => known.Habits.Values)
            .Select(habit => habit.Day).DefaultIfEmpty().Max();
        if (Least(state, touched: null, day) is { } least)
            return Without(state, least.Kind, least.Bucket);
        // What the owner said stays as long as anything does.
        if (state.Life is not null || !state.Week.IsEmpty)
            return state with { Life = null, Week = WeekOfHours.Empty };
        return state.Kinds.IsEmpty ? state : state with { Kinds = state.Kinds.Remove(state.Kinds.Keys.First()) };
    }

    private static int AwaitingOf(BehaviourState state) => state.Kinds.Values.Sum(known => known.Awaiting.Length);

    private static (KindName Kind, int Bucket)? Least(
        BehaviourState state, (KindName Kind, int Bucket)? touched, int day)
    {
        (KindName, int)? least = null;
        var fewest = long.MaxValue;
        foreach (var (kind, known) in state.Kinds)
            foreach (var (bucket, habit) in known.Habits)
                if (!habit.Kept && (kind, bucket) != touched && Says(habit, day) is var says && says < fewest)
                    (least, fewest) = ((kind, bucket), says);
        return least;
    }

    private static long Says(Habit habit, int day) =>
        (habit.Responded + habit.Ignored + ((long)habit.Run * Habit.One))
        >> Math.Min(Math.Max(0, day - habit.Day) / MonthDays, 30);

    private static BehaviourState Without(BehaviourState state, KindName kind, int bucket)
    {
        var known = state.Kinds[kind] with
        {
            Habits = state.Kinds[kind].Habits.Remove(bucket),
            Awaiting = state.Kinds[kind].Awaiting.RemoveAll(awaited => awaited.Bucket == bucket),
        };
        return state with
        {
            Kinds = known.Habits.IsEmpty ? state.Kinds.Remove(kind) : state.Kinds.SetItem(kind, known),
        };
    }

    // What was kept back first: that it was not responded to says nothing.
    private static BehaviourState WithoutOldest(BehaviourState state)
    {
        var (kind, oldest) = state.Kinds
            .SelectMany(known => known.Value.Awaiting.Select(awaited => (known.Key, Awaited: awaited)))
            .OrderBy(it => (it.Awaited.Withheld ? 0 : 1, it.Awaited.At, it.Awaited.Alert.Value)).First();
        return state with
        {
            Kinds = state.Kinds.SetItem(kind, state.Kinds[kind] with
            {
                Awaiting = state.Kinds[kind].Awaiting.Remove(oldest),
            }),
        };
    }
}

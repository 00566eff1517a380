using System.Collections.Immutable;

namespace Kwala.Core.Behaviour;

/// <summary>What the owner did.</summary>
internal static class Responding
{
    /// <summary>What is known after an interaction, which happened at an instant up to now.</summary>
    public static BehaviourState To(
        BehaviourState state, Interaction happened, DateTimeOffset at, DateTimeOffset now, BehaviourPolicy policy)
    {
        var day = Days.Of(now);
        var (met, news) = (false, false);
        foreach (var (kind, known) in state.Kinds)
        {
            var meant = known.Awaiting
                .Where(awaited => awaited.At <= at && happened.About.Means(kind, awaited)).ToImmutableArray();
            var after = happened.Kind == InteractionKind.Fewer && meant.IsEmpty && happened.About.OfKind == kind
                ? Fewer(known, [.. known.Habits.Keys], day, policy)
                : meant.Aggregate(known, (it, awaited) => To(it, awaited, happened.Kind, at, now, policy));
            met |= !meant.IsEmpty;
            news |= !ReferenceEquals(after, known);
            if (!ReferenceEquals(after, known))
                state = state with { Kinds = state.Kinds.SetItem(kind, after) };
        }

        // The same notification opened again says nothing new.
        return met && !news ? state : There(state, happened.Kind, now, policy);
    }

    private static KindBehaviour To(
        KindBehaviour known,
        Awaited awaited,
        InteractionKind kind,
        DateTimeOffset at,
        DateTimeOffset now,
        BehaviourPolicy policy)
    {
        var day = Days.Of(now);
        switch (kind)
        {
            case InteractionKind.Opened:
                return awaited.Opened
                    ? known
                    : known with { Awaiting = known.Awaiting.Replace(awaited, awaited with { Opened = true }) };
            case InteractionKind.Useful or InteractionKind.Acted:
                var took = at > awaited.At ? at - awaited.At : TimeSpan.Zero;
                var habit = known.Habits.TryGetValue(awaited.Bucket, out var met) ? met : Habit.New(day);
                return known with
                {
                    Habits = known.Habits.SetItem(awaited.Bucket, habit.AfterResponse(Habit.One, day, policy)),
                    Reactions = awaited.Withheld ? known.Reactions : known.Reactions.After(took),
                    Awaiting = known.Awaiting.Remove(awaited),
                };
            case InteractionKind.Fewer:
                return Fewer(known with { Awaiting = known.Awaiting.Remove(awaited) }, [awaited.Bucket], day, policy);
            default:
                return known with { Awaiting = known.Awaiting.Remove(awaited) };
        }
    }

    private static KindBehaviour Fewer(
        KindBehaviour known, ImmutableArray<int> buckets, int day, BehaviourPolicy policy)
    {
        var habits = known.Habits;
        foreach (var bucket in buckets)
            if (habits.TryGetValue(bucket, out var habit))
                habits = habits.SetItem(
                    bucket, habit.AfterIgnored(day, policy, policy.IgnoredMin) with { Kept = false });
        return known with { Habits = habits };
    }

    private static BehaviourState There(
        BehaviourState state, InteractionKind kind, DateTimeOffset now, BehaviourPolicy policy)
    {
        var day = Days.Of(now);
        var before = state.Life ?? Life.Begun(day);
        var life = before.Visited(day);
        var weight = kind switch
        {
            InteractionKind.Acted => WeekOfHours.One,
            InteractionKind.Useful => WeekOfHours.One / 2,
            InteractionKind.Opened or InteractionKind.NotNow => WeekOfHours.One / 4,
            _ => 0,
        };
        state = state with
        {
            Life = life,
            Week = weight == 0 ? state.Week : state.Week.Seen(now, policy.Zone, weight),
        };
        return life.Stage == LifeStage.Returned && before.Stage != LifeStage.Returned ? Welcome(state, policy) : state;
    }

    // Whoever was away ignored everything: the next of each habit is told, to see what still holds.
    private static BehaviourState Welcome(BehaviourState state, BehaviourPolicy policy)
    {
        foreach (var (kind, known) in state.Kinds)
            state = state with
            {
                Kinds = state.Kinds.SetItem(kind, known with
                {
                    Habits = known.Habits.ToImmutableSortedDictionary(
                        habit => habit.Key, habit => habit.Value with { Withheld = policy.WithheldMax }),
                }),
            };
        return state;
    }
}

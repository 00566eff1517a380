using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// One thing that a wallet has learned, as a value; <see cref="BehaviourWords"/> says it to the owner.
/// </summary>
public abstract record Learned
{
    private Learned()
    {
    }

    /// <summary>The owner ignores these; they are kept back, or would be.</summary>
    public sealed record Ignored(KindName Kind, int Bucket, HabitEvidence Evidence, bool KeptBack) : Learned;

    /// <summary>The owner undid the learning of these.</summary>
    public sealed record Kept(KindName Kind, int Bucket) : Learned;

    /// <summary>The owner responds fast to a kind.</summary>
    public sealed record Fast(KindName Kind, TimeSpan Within) : Learned;

    /// <summary>When the owner is usually there.</summary>
    public sealed record Slot(LearnedSlot When) : Learned;

    /// <summary>Where the owner stands.</summary>
    public sealed record Stage(LifeStage Now) : Learned;

    /// <summary>Nothing is learned, as the owner wants it.</summary>
    public sealed record Nothing : Learned;
}

/// <summary>What a wallet has learned, for its owner to see.</summary>
public static class BehaviourSummary
{
    /// <summary>All of it that has a consequence, in a fixed order.</summary>
    public static ImmutableArray<Learned> Of(BehaviourState state, DateTimeOffset now, BehaviourPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        if (state.Never)
            return [new Learned.Nothing()];
        var seen = Observing.Closed(state, now, policy);
        var all = ImmutableArray.CreateBuilder<Learned>();
        foreach (var (kind, known) in seen.Kinds)
        {
            foreach (var (bucket, last) in known.Habits)
            {
                var habit = last.On(Days.Of(now), policy);
                if (habit.Kept)
                    all.Add(new Learned.Kept(kind, bucket));
                else if (habit.IsIgnored(policy) && (seen.Life?.Seen is not null || !policy.NeedsResponse))
                    all.Add(new Learned.Ignored(
                        kind, bucket, habit.Evidence(policy), policy.Mode == LearningMode.Act));
            }

            if (known.Reactions is { IsFast: true, Median: { } within })
                all.Add(new Learned.Fast(kind, within));
        }

        if (seen.Slot is { } slot)
            all.Add(new Learned.Slot(slot));
        all.Add(new Learned.Stage(seen.StageAt(now)));
        return all.ToImmutable();
    }
}

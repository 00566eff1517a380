using System.Diagnostics;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// What a wallet learns of its owner, and what follows for an alert. Pure: the same state, event, time and policy give
/// the same answer anywhere; chance comes from the alert's own key.
/// </summary>
public static class BehaviourDecision
{
    /// <summary>What is known after an event. The same reference where nothing changed.</summary>
    public static BehaviourState Decide(
        BehaviourState state, BehaviourEvent happened, DateTimeOffset now, BehaviourPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        var learns = !state.Never && policy.Mode != LearningMode.Off;
        // What was over before counts before, also before what the owner takes back.
        var seen = learns ? Observing.Closed(state, now, policy) : state;
        if (happened is BehaviourEvent.Undone undone)
            return Undoing.Apply(seen, undone.What, now, policy);
        if (!learns)
            return state;
        return happened switch
        {
            BehaviourEvent.Told told => Observing.Told(seen, told.Alert, now, policy),
            BehaviourEvent.Withheld withheld => Observing.Withheld(seen, withheld.Alert, now, policy),
            BehaviourEvent.Noticed noticed => Observing.Noticed(seen, noticed.Kind, noticed.Bucket),
            BehaviourEvent.Unreached unreached => Observing.Unreached(seen, unreached.Alert),
            BehaviourEvent.Interacted it => Responding.To(seen, it.Interaction, it.At ?? now, now, policy),
            BehaviourEvent.Retracted it => Retracting.Apply(seen, it.Back, it.Hour, Days.Of(now), policy),
            BehaviourEvent.TimePassed => seen,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What has to be remembered of an act so that it can be taken back.</summary>
    /// <param name="before">What was known before it, up to its instant.</param>
    /// <param name="after">What was known after it.</param>
    public static BehaviourState Difference(BehaviourState before, BehaviourState after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Retracting.Difference(before, after);
    }

    /// <summary>Whether an alert that was told by then, and is meant, awaits a response.</summary>
    public static bool IsAwaited(BehaviourState state, InteractionTarget about, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(about);
        foreach (var (kind, known) in state.Kinds)
            foreach (var awaited in known.Awaiting)
                if (awaited.At <= at && about.Means(kind, awaited))
                    return true;
        return false;
    }

    /// <summary>
    /// What behaviour says about an alert or a repeat of one; nobody asks about a resolution or a retraction, which
    /// follow what was told. Changes nothing: what was then done is told by <see cref="BehaviourEvent.Told"/> or
    /// <see cref="BehaviourEvent.Withheld"/>. About the same alert in the same state it says the same, so that it may
    /// be asked again.
    /// </summary>
    /// <param name="state">What is known.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="lane">Its lane; of a critical one nothing is ever kept back (decision 13).</param>
    /// <param name="now">When.</param>
    /// <param name="policy">What is learned by.</param>
    public static BehaviourVerdict Judge(
        BehaviourState state, AlertFacts alert, Lane lane, DateTimeOffset now, BehaviourPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(policy);
        if (lane == Lane.Critical)
            return new BehaviourVerdict.Tell(TellReason.Critical);
        if (state.Never || policy.Mode == LearningMode.Off)
            return new BehaviourVerdict.Tell(TellReason.NotLearning);
        var seen = Observing.Closed(state, now, policy);
        if (Observing.HabitOf(seen, alert) is not { } last)
            return new BehaviourVerdict.Tell(TellReason.WorthTelling);
        var habit = last.On(Days.Of(now), policy);
        if (habit.Kept)
            return new BehaviourVerdict.Tell(TellReason.KeptByOwner);
        if (!habit.IsIgnored(policy))
            return new BehaviourVerdict.Tell(TellReason.WorthTelling);
        if (policy.NeedsResponse && seen.Life?.Seen is null)
            return new BehaviourVerdict.Tell(TellReason.NeverResponded);
        var evidence = habit.Evidence(policy);
        if (policy.Mode == LearningMode.Suggest)
            return new BehaviourVerdict.Suggest(evidence, NoticeDue: !habit.Noticed);
        return habit.Withheld >= policy.WithheldMax || IsChosen(alert.Mark, policy)
            ? new BehaviourVerdict.Explore(evidence)
            : new BehaviourVerdict.KeepBack(evidence, NoticeDue: !habit.Noticed);
    }

    /// <summary>
    /// The lane for an owner's pace: bulk becomes standard for the kinds that the owner is fast with, at most
    /// <see cref="FastKindsMax"/> of them, the fastest first, so that the others are not crowded out. Nothing becomes
    /// critical, and nothing moves down.
    /// </summary>
    public static Lane LaneFor(BehaviourState state, KindName kind, Lane lane, BehaviourPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        if (lane != Lane.Bulk || policy.Mode != LearningMode.Act || state.Never || !state.IsFast(kind))
            return lane;
        var fastest = state.Kinds
            .Where(known => known.Value.Reactions.IsFast)
            .OrderByDescending(known => ShareOfFast(known.Value.Reactions)).ThenBy(known => known.Key)
            .Take(FastKindsMax);
        return fastest.Any(known => known.Key == kind) ? Lane.Standard : lane;
    }

    /// <summary>Kinds of one wallet that pace may move up.</summary>
    public const int FastKindsMax = 3;

    private static bool IsChosen(AlertMark alert, BehaviourPolicy policy) =>
        alert.Value % (ulong)Math.Max(1, policy.ExploreOneIn) == 0;

    private static Rational ShareOfFast(ReactionTimes times) => Rational.Of(times.TenMinutes + times.Hour, times.All);
}

using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>An alert as behaviour knows it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Bucket">
/// Its magnitude, from <see cref="Magnitude"/>; 0 to <see cref="Magnitude.BucketsMax"/> - 1.
/// </param>
/// <param name="Mark">Which notification.</param>
/// <param name="Position">Which position.</param>
public sealed record AlertFacts(KindName Kind, int Bucket, AlertMark Mark, PositionMark Position)
{
    /// <summary>
    /// How long it may be responded to, as its workflow says; null for <see cref="BehaviourPolicy.ResponseWindow"/>.
    /// </summary>
    public TimeSpan? Window { get; init; }
}

/// <summary>What behaviour is learned from.</summary>
public abstract record BehaviourEvent
{
    private BehaviourEvent()
    {
    }

    /// <summary>
    /// An alert goes to the owner, over a channel or by a workflow that shows responses; of others nothing is learned.
    /// In any lane.
    /// </summary>
    public sealed record Told(AlertFacts Alert) : BehaviourEvent;

    /// <summary>An alert was kept back because <see cref="BehaviourDecision.Judge"/> said so.</summary>
    public sealed record Withheld(AlertFacts Alert) : BehaviourEvent;

    /// <summary>An alert that was counted as told reached nobody: no response to it says nothing.</summary>
    public sealed record Unreached(AlertMark Alert) : BehaviourEvent;

    /// <summary>The owner was told that alerts of a kind and magnitude are kept back, or could be.</summary>
    public sealed record Noticed(KindName Kind, int Bucket) : BehaviourEvent;

    /// <summary>The owner did something.</summary>
    public sealed record Interacted(Interaction Interaction) : BehaviourEvent
    {
        /// <summary>When, where that was before now: what was told after it is not meant. Null for now.</summary>
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>Time passed: alerts whose window is over count as ignored. Every other event implies it.</summary>
    public sealed record TimePassed : BehaviourEvent;

    /// <summary>The chain took an act back that was learned from.</summary>
    /// <param name="Back">What is to be put back, as <see cref="BehaviourDecision.Difference"/> gives it.</param>
    /// <param name="Hour">The hour of the week in which the owner was taken to be there; null for none.</param>
    public sealed record Retracted(BehaviourState Back, int? Hour) : BehaviourEvent;

    /// <summary>The owner took learning back.</summary>
    public sealed record Undone(Undo What) : BehaviourEvent;
}

/// <summary>What an owner takes back.</summary>
public abstract record Undo
{
    private Undo()
    {
    }

    /// <summary>
    /// "Keep telling me these": told from now on, whatever is ignored, until the owner asks for fewer.
    /// </summary>
    public sealed record KeepTelling(KindName Kind, int Bucket) : Undo;

    /// <summary>All that was learned of a kind.</summary>
    public sealed record ForgetKind(KindName Kind) : Undo;

    /// <summary>All that was learned.</summary>
    public sealed record ForgetAll : Undo;

    /// <summary>All that was learned, and nothing is learned from now on.</summary>
    public sealed record NeverLearn : Undo;

    /// <summary>Learning is welcome again.</summary>
    public sealed record LearnAgain : Undo;
}

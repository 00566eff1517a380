using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// What a wallet has learned of its owner. Bounded: <see cref="BehaviourBound"/>. Nothing of it is needed to send;
/// all of it may be forgotten at any time.
/// </summary>
public sealed record BehaviourState
{
    /// <summary>Of a wallet that nothing has happened to.</summary>
    public static BehaviourState Empty { get; } = new();

    /// <summary>The owner wants nothing learned.</summary>
    public bool Never { get; init; }

    /// <summary>What is known by kind.</summary>
    public ImmutableSortedDictionary<KindName, KindBehaviour> Kinds { get; init; } =
        ImmutableSortedDictionary<KindName, KindBehaviour>.Empty;

    /// <summary>When in the week the owner is there.</summary>
    public WeekOfHours Week { get; init; } = WeekOfHours.Empty;

    /// <summary>The owner's stage of life; null before anything happened.</summary>
    public Life? Life { get; init; }

    /// <summary>The digest slot that the week shows; null for none.</summary>
    public LearnedSlot? Slot => LearnedSlot.Of(Week);

    /// <summary>The stage of life at an instant; a wallet that nothing happened to is new.</summary>
    public LifeStage StageAt(DateTimeOffset now) => Life?.On(Days.Of(now)).Stage ?? LifeStage.New;

    /// <summary>Whether the owner is known to respond to a kind within the hour, more often than not.</summary>
    public bool IsFast(KindName kind) => Kinds.TryGetValue(kind, out var known) && known.Reactions.IsFast;
}

/// <summary>What is known of one kind.</summary>
public sealed record KindBehaviour
{
    /// <summary>Of a kind that was never told.</summary>
    public static KindBehaviour Empty { get; } = new();

    /// <summary>By magnitude.</summary>
    public ImmutableSortedDictionary<int, Habit> Habits { get; init; } = ImmutableSortedDictionary<int, Habit>.Empty;

    /// <summary>How soon the owner responds.</summary>
    public ReactionTimes Reactions { get; init; }

    /// <summary>Alerts whose response is awaited, oldest first.</summary>
    public ImmutableArray<Awaited> Awaiting { get; init; } = [];
}

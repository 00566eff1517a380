using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>What became of an alert that was told and whose response is awaited.</summary>
public enum AlertFate
{
    /// <summary>It was told: every other fate is of one that was.</summary>
    Told,

    /// <summary>The owner acted on it, or said that it was useful, within its window.</summary>
    Acted,

    /// <summary>The owner said not now, fewer or stop, within its window.</summary>
    Declined,

    /// <summary>Its window is over; the owner opened it and did no more.</summary>
    Opened,

    /// <summary>Its window is over, and the owner did nothing.</summary>
    Ignored,

    /// <summary>It reached nobody over any channel.</summary>
    Unreached,
}

/// <summary>Tells what became of alerts by what is known before and after an event.</summary>
public static class AlertFates
{
    /// <summary>
    /// One for each alert that was told by the event, or awaits no response after it. What was kept back, and what was
    /// forgotten for want of room or at the owner's wish, has no fate.
    /// </summary>
    public static ImmutableArray<(KindName Kind, AlertFate Fate)> Of(
        BehaviourState before, BehaviourState after, BehaviourEvent happened, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var fates = ImmutableArray.CreateBuilder<(KindName, AlertFate)>();
        foreach (var (kind, known) in before.Kinds)
            foreach (var awaited in known.Awaiting)
                if (!awaited.Withheld && !Awaits(after, kind, awaited.Alert)
                    && FateOf(awaited, happened, now) is { } fate)
                    fates.Add((kind, fate));
        if (happened is BehaviourEvent.Told { Alert: var told }
            && Awaits(after, told.Kind, told.Mark) && !Awaits(before, told.Kind, told.Mark))
            fates.Add((told.Kind, AlertFate.Told));
        return fates.ToImmutable();
    }

    private static AlertFate? FateOf(Awaited awaited, BehaviourEvent happened, DateTimeOffset now) =>
        awaited.Until <= now ? awaited.Opened ? AlertFate.Opened : AlertFate.Ignored : happened switch
        {
            BehaviourEvent.Unreached => AlertFate.Unreached,
            BehaviourEvent.Interacted { Interaction.Kind: InteractionKind.Useful or InteractionKind.Acted } =>
                AlertFate.Acted,
            BehaviourEvent.Interacted => AlertFate.Declined,
            _ => null,
        };

    private static bool Awaits(BehaviourState state, KindName kind, AlertMark alert) =>
        state.Kinds.TryGetValue(kind, out var known) && known.Awaiting.Any(awaited => awaited.Alert == alert);
}

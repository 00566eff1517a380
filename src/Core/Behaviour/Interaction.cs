using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>What an owner did with a notification.</summary>
public enum InteractionKind
{
    /// <summary>
    /// Looked at it. Never what a machine opened: mail scanners and link previews are left out before.
    /// </summary>
    Opened,

    /// <summary>Said that it was useful.</summary>
    Useful,

    /// <summary>Said that this was not the time: neither for nor against what it is about.</summary>
    NotNow,

    /// <summary>
    /// Asked for fewer of these: as good as <see cref="BehaviourPolicy.IgnoredMin"/> ignored in a row.
    /// </summary>
    Fewer,

    /// <summary>
    /// Asked to stop these. That is an opt-out, which the preferences hold; nothing is learned from it.
    /// </summary>
    Stop,

    /// <summary>Did what it was about: repaid, topped up, claimed, voted.</summary>
    Acted,
}

/// <summary>Where an interaction was seen.</summary>
public enum InteractionSource
{
    /// <summary>The protocol's backend said so.</summary>
    Api,

    /// <summary>A button in Telegram.</summary>
    Telegram,

    /// <summary>A signed link.</summary>
    Link,

    /// <summary>A transaction on the chain, the strongest of all.</summary>
    Chain,
}

/// <summary>An owner's interaction, as it is learned from. Who hands it on sees to it that none comes twice.</summary>
/// <param name="Kind">What the owner did.</param>
/// <param name="Source">Where it was seen.</param>
/// <param name="About">What it was about.</param>
public sealed record Interaction(InteractionKind Kind, InteractionSource Source, InteractionTarget About);

/// <summary>What an interaction was about.</summary>
public abstract record InteractionTarget
{
    private InteractionTarget()
    {
    }

    /// <summary>One notification: a button or link of it.</summary>
    public sealed record Alert(AlertMark Mark) : InteractionTarget
    {
        /// <summary>
        /// Its kind, which is meant where fewer are asked for and it awaits no response any more; null where that is
        /// not known.
        /// </summary>
        public KindName? Of { get; init; }
    }

    /// <summary>Every alert of a position that awaits a response: the chain shows that the owner acted on it.</summary>
    public sealed record Position(PositionMark Mark) : InteractionTarget;

    /// <summary>Every alert of a kind that awaits a response.</summary>
    public sealed record Kind(KindName Name) : InteractionTarget;

    /// <summary>No alert: the owner was there, which counts for the hour of the week and the stage of life.</summary>
    public sealed record Nothing : InteractionTarget;

    /// <summary>The kind that is meant where none of its alerts awaits a response; null for none.</summary>
    public KindName? OfKind => this switch
    {
        Alert alert => alert.Of,
        Kind named => named.Name,
        _ => null,
    };

    /// <summary>Whether an alert of a kind is meant.</summary>
    internal bool Means(KindName kind, Awaited awaited) => this switch
    {
        Alert alert => awaited.Alert == alert.Mark,
        Position position => awaited.Position == position.Mark,
        Kind named => named.Name == kind,
        _ => false,
    };
}

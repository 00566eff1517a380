using System.Collections.Immutable;

namespace Kwala.Core.Workflows;

/// <summary>
/// How a workflow spares its owners' attention. What it keeps back goes to a digest and never vanishes; nothing of it
/// holds in the critical lane (decision 13).
/// </summary>
public sealed record Restraint
{
    /// <summary>Every alert is told at once.</summary>
    public static Restraint None { get; } = new();

    /// <summary>
    /// So long after an alert of the kind, further ones go to the owner's digest, unless a position that was told of
    /// went deeper; null for no cooldown.
    /// </summary>
    public TimeSpan? Cooldown { get; init; }

    /// <summary>So long after an alert of the kind, further ones wait to be told together; null for never.</summary>
    public TimeSpan? Group { get; init; }

    /// <summary>Its alerts go to the owner's digest.</summary>
    public bool Digest { get; init; }

    /// <summary>Kinds that go to the digest while an episode of this workflow is open for the same position.</summary>
    public ImmutableSortedSet<KindName> Inhibits { get; init; } = [];
}

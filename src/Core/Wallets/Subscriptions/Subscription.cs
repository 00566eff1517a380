using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Subscriptions;

/// <summary>That an owner wants to hear of a workflow whose logs name no wallet.</summary>
/// <param name="Categories">Of these categories alone; empty for all.</param>
public sealed record Subscription(ImmutableSortedSet<string> Categories)
{
    /// <summary>To everything that a workflow tells.</summary>
    public static Subscription ToAll { get; } = new(ImmutableSortedSet<string>.Empty);

    /// <summary>By content.</summary>
    public bool Equals(Subscription? other) => other is not null && Categories.SetEquals(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => Categories.Count;
}

/// <summary>What a wallet knows of its place in the subscriber index.</summary>
/// <param name="Asking">
/// The workflows whose present values it wants to be told, since its owner subscribed or drew another line.
/// </param>
/// <param name="Indexed">Tells the entries that the index has of it from any others; 0 for none.</param>
public sealed record SubscriberState(ImmutableSortedSet<WorkflowId> Asking, ulong Indexed)
{
    /// <summary>Of a wallet without subscriptions.</summary>
    public static SubscriberState None { get; } = new(ImmutableSortedSet<WorkflowId>.Empty, 0);

    /// <summary>Tells the segments that the index has of it from any others; 0 for none.</summary>
    public ulong Segments { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(SubscriberState? other) => other is not null
        && Indexed == other.Indexed && Segments == other.Segments && Asking.SetEquals(other.Asking);

    /// <inheritdoc/>
    public override int GetHashCode() => Indexed.GetHashCode();
}

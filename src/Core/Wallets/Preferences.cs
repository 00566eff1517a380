using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What the wallet's owner chose. "Unset" is not "off": an unset tier means the workflow's default, an opt-out means
/// nothing is sent.
/// </summary>
/// <param name="Tier">The chosen tier; null for unset.</param>
/// <param name="Thresholds">The owner's own threshold per workflow; goes before the tier's.</param>
/// <param name="MutedKinds">Kinds that the owner opted out of.</param>
/// <param name="MutedChannels">Channels that the owner opted out of.</param>
/// <param name="MutedUntil">Nothing is sent before this instant; null for not muted.</param>
/// <param name="Contacts">Addresses by channel.</param>
public sealed record Preferences(
    TierName? Tier,
    ImmutableSortedDictionary<WorkflowId, Threshold> Thresholds,
    ImmutableSortedSet<KindName> MutedKinds,
    ImmutableSortedSet<ChannelName> MutedChannels,
    DateTimeOffset? MutedUntil,
    ImmutableSortedDictionary<ChannelName, Contact> Contacts)
{
    /// <summary>Kinds that the owner does not want over one channel, and takes over the others.</summary>
    public ImmutableSortedSet<MutedRoute> MutedRoutes { get; init; } = [];

    /// <summary>The language that the owner reads; null for the words that workflows have by themselves.</summary>
    public LanguageTag? Language { get; init; }

    /// <summary>How much attention notifications may take, and when.</summary>
    public AttentionChoices Attention { get; init; } = AttentionChoices.Unset;

    /// <summary>The workflows without a wallet of their own that the owner wants to hear of.</summary>
    public ImmutableSortedDictionary<WorkflowId, Subscription> Subscriptions { get; init; } =
        ImmutableSortedDictionary<WorkflowId, Subscription>.Empty;

    /// <summary>Of a wallet that never set anything.</summary>
    public static Preferences Unset { get; } = new(
        null,
        ImmutableSortedDictionary<WorkflowId, Threshold>.Empty,
        [],
        [],
        null,
        ImmutableSortedDictionary<ChannelName, Contact>.Empty);
}

/// <summary>A kind that an owner opted out of on one channel alone.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Channel">The channel.</param>
public readonly record struct MutedRoute(KindName Kind, ChannelName Channel) : IComparable<MutedRoute>
{
    /// <summary>By kind, then by channel.</summary>
    public int CompareTo(MutedRoute other) =>
        Kind.CompareTo(other.Kind) is not 0 and var byKind ? byKind : Channel.CompareTo(other.Channel);
}

/// <summary>An owner's address on a channel (decision 14).</summary>
/// <param name="Address">In the channel's normal form.</param>
/// <param name="Standing">Whether it may be used.</param>
public sealed record Contact(string Address, ContactStanding Standing);

/// <summary>How far an address is trusted.</summary>
public enum ContactStanding
{
    /// <summary>Given, but nobody showed that it is the owner's: nothing but a confirmation goes there.</summary>
    Unverified,

    /// <summary>Shown to be the owner's, or vouched for by the operator.</summary>
    Verified,

    /// <summary>The provider said that it does not work any more.</summary>
    Gone,
}

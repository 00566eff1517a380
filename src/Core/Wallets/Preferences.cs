using System.Collections.Immutable;
using Kwala.Core.Delivery;
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
/// <param name="MutedRoutes">Kinds that the owner does not want over one channel; null for none.</param>
public sealed record Preferences(
    TierName? Tier,
    ImmutableSortedDictionary<WorkflowId, Threshold> Thresholds,
    ImmutableSortedSet<KindName> MutedKinds,
    ImmutableSortedSet<ChannelName> MutedChannels,
    DateTimeOffset? MutedUntil,
    ImmutableSortedDictionary<ChannelName, Contact> Contacts)
{
    /// <summary>Of a wallet that never set anything.</summary>
    public static Preferences Unset { get; } = new(
        null,
        ImmutableSortedDictionary<WorkflowId, Threshold>.Empty,
        [],
        [],
        null,
        ImmutableSortedDictionary<ChannelName, Contact>.Empty);
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

using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Whether a channel may carry a kind of message to the owner. Asked when planning and again when sending.
/// </summary>
internal abstract record Reach
{
    private Reach()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Address">Where to; empty for a channel that needs none.</param>
    public sealed record Usable(string Address) : Reach;

    /// <summary>It may not.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Word">How a delivery ends that meets this when it is to be sent.</param>
    public sealed record Barred(Reason Reason, string Word) : Reach;

    /// <summary>The owner's choices first, then what is configured, then the address (decision 14).</summary>
    public static Reach Of(Preferences preferences, KindName kind, ChannelName channel, WalletPolicy policy)
    {
        if (preferences.MutedKinds.Contains(kind))
            return new Barred(
                new Reason(ReasonCode.KindOptedOut, $"The owner opted out of {kind}."), DeliveryWords.OptedOut);
        if (preferences.MutedChannels.Contains(channel))
            return new Barred(
                new Reason(ReasonCode.ChannelOptedOut, $"The owner opted out of {channel}."), DeliveryWords.OptedOut);
        if (preferences.MutedRoutes.Contains(new MutedRoute(kind, channel)))
            return new Barred(
                new Reason(ReasonCode.ChannelOptedOut, $"The owner opted out of {kind} on {channel}."),
                DeliveryWords.OptedOut);
        if (!policy.Channels.TryGetValue(channel, out var traits))
            return new Barred(
                new Reason(ReasonCode.ChannelNotConfigured, $"No channel {channel} is configured."),
                DeliveryWords.NotConfigured);
        return preferences.Contacts.GetValueOrDefault(channel) switch
        {
            { Standing: ContactStanding.Verified, Address: var address } => new Usable(address),
            _ when !traits.NeedsAddress => new Usable(""),
            { Standing: ContactStanding.Gone } =>
                NoAddress($"The owner's address on {channel} does not work any more."),
            { Standing: ContactStanding.Unverified } => NoAddress($"The owner's address on {channel} is not verified."),
            _ => NoAddress($"The owner has no address on {channel}."),
        };
    }

    private static Barred NoAddress(string text) =>
        new(new Reason(ReasonCode.NoAddress, text), DeliveryWords.NoAddress);
}

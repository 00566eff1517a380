using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>How a notification travels.</summary>
/// <param name="Action">The action that asked for it.</param>
/// <param name="Channels">Channels to send over; the inbox is always besides.</param>
/// <param name="Reasons">Why a channel was left out or added.</param>
/// <param name="Arrives">
/// Somebody will see it without looking into the inbox, or the inbox was all that was asked.
/// </param>
internal sealed record Route(
    ActionPlan Action, ImmutableArray<ChannelName> Channels, ImmutableArray<Reason> Reasons, bool Arrives);

/// <summary>Last stage: over which channels (decision 14).</summary>
internal static class ChannelStage
{
    /// <summary>Adds the route.</summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var route = Route(telling.Action!, verdict.Workflow, turn.State.Preferences, turn.Policy);
        return telling with { Route = route, Reasons = telling.Reasons.AddRange(route.Reasons) };
    }

    /// <summary>
    /// Every channel of the action that may carry the message. Where the owner has no usable address on any of them,
    /// the protocol's webhook gets it, and an urgent or critical one takes the owner's next verified channel as
    /// well.
    /// </summary>
    public static Route Route(ActionPlan action, Workflow workflow, Preferences preferences, WalletPolicy policy)
    {
        var channels = ImmutableArray.CreateBuilder<ChannelName>();
        var reasons = ImmutableArray.CreateBuilder<Reason>();
        var unaddressed = false;
        foreach (var channel in action.Channels)
        {
            if (channel == ChannelName.Inbox)
                continue;
            if (Reach.Of(preferences, workflow.Kind, channel, policy) is Reach.Barred barred)
            {
                reasons.Add(barred.Reason);
                unaddressed |= barred.Reason.Code == ReasonCode.NoAddress;
            }
            else
            {
                channels.Add(channel);
            }
        }

        var addressed = channels.Any(channel => policy.Channels[channel].NeedsAddress);
        if (unaddressed && !addressed)
            AddWithoutAddress(action, workflow, preferences, policy, channels, reasons);
        var arrives = channels.Count > 0 || action.Channels.Contains(ChannelName.Inbox);
        return new Route(action, channels.ToImmutable(), reasons.ToImmutable(), arrives);
    }

    /// <summary>
    /// The first channel by name with a verified address that may carry this kind and was not tried; null for none.
    /// </summary>
    public static ChannelName? Next(
        Preferences preferences, KindName kind, WalletPolicy policy, ImmutableArray<ChannelName> tried)
    {
        foreach (var (channel, contact) in preferences.Contacts)
            if (contact.Standing == ContactStanding.Verified && !tried.Contains(channel)
                && Reach.Of(preferences, kind, channel, policy) is Reach.Usable)
                return channel;
        return null;
    }

    private static void AddWithoutAddress(
        ActionPlan action,
        Workflow workflow,
        Preferences preferences,
        WalletPolicy policy,
        ImmutableArray<ChannelName>.Builder channels,
        ImmutableArray<Reason>.Builder reasons)
    {
        var pressing = workflow.Lane == Lane.Critical || action.Urgency == Urgency.Urgent;
        if (pressing && Next(preferences, workflow.Kind, policy, action.Channels) is { } fallback)
            Add(fallback, $"No channel of the action reaches the owner: {fallback} is used instead.");
        if (!channels.Contains(ChannelName.Webhook)
            && policy.Channels.TryGetValue(ChannelName.Webhook, out var traits) && !traits.NeedsAddress
            && Reach.Of(preferences, workflow.Kind, ChannelName.Webhook, policy) is Reach.Usable)
            Add(ChannelName.Webhook, "The owner has no usable address: the protocol's webhook gets it.");

        void Add(ChannelName channel, string text)
        {
            channels.Add(channel);
            reasons.Add(new Reason(ReasonCode.FallbackChannel, text));
        }
    }
}

using System.Collections.Immutable;

namespace Kwala.Core.Wallets;

/// <summary>A delivery to attempt now.</summary>
/// <param name="Delivery">Its key, its channel, and whether it may be a repeat.</param>
/// <param name="Notification">What to tell.</param>
/// <param name="Address">Where to; empty for a channel that needs no address of the owner's.</param>
public sealed record ReadyDelivery(PendingDelivery Delivery, Notification Notification, string Address);

/// <summary>
/// Reads the outbox. Consent and address count at send time, not at the time of the decision: what must not be sent any
/// more is not ready, and <see cref="WalletEvent.DueCame"/> settles it with its reason.
/// </summary>
public static class Outbox
{
    /// <summary>How many notifications may wait; past it, what is not critical goes to the dead letter.</summary>
    public const int NotificationsMax = 32;

    /// <summary>
    /// When the wallet has something to do next, for the due index: the earliest instant at which a delivery is due or
    /// expires, not before the owner's mute ends. Null for nothing. At that instant decide
    /// <see cref="WalletEvent.DueCame"/>, then send what is <see cref="Ready"/>.
    /// </summary>
    public static DateTimeOffset? DueAt(WalletState state)
    {
        DateTimeOffset? earliest = null;
        foreach (var pending in state.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (earliest is null || DueAt(pending, delivery) < earliest)
                    earliest = DueAt(pending, delivery);
        return state.Preferences.MutedUntil is { } mute && earliest < mute ? mute : earliest;
    }

    /// <summary>The deliveries to attempt now, oldest notification first. Empty while the owner has muted.</summary>
    public static ImmutableArray<ReadyDelivery> Ready(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        if (IsMuted(state.Preferences, now))
            return [];
        var ready = ImmutableArray.CreateBuilder<ReadyDelivery>();
        foreach (var pending in state.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (IsDue(pending, delivery, now)
                    && now <= pending.Notification.ValidUntil
                    && Reach.Of(state.Preferences, pending.Notification.Kind, delivery.Channel, policy)
                        is Reach.Usable { Address: var address })
                    ready.Add(new ReadyDelivery(delivery, pending.Notification, address));
        return ready.ToImmutable();
    }

    /// <summary>Whether the owner's mute keeps everything back.</summary>
    internal static bool IsMuted(Preferences preferences, DateTimeOffset now) => now < preferences.MutedUntil;

    /// <summary>Whether an attempt may start, as far as time goes.</summary>
    internal static bool IsDue(PendingNotification pending, PendingDelivery delivery, DateTimeOffset now) =>
        !pending.Held && delivery.Phase == DeliveryPhase.Waiting && delivery.DueAt <= now;

    // An attempt under way is due too: should the wallet go down with it, somebody has to wake the wallet.
    private static DateTimeOffset DueAt(PendingNotification pending, PendingDelivery delivery) =>
        pending.Held || pending.Notification.ValidUntil < delivery.DueAt
            ? pending.Notification.ValidUntil
            : delivery.DueAt;
}

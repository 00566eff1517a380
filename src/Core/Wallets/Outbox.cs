using System.Collections.Immutable;
using Kwala.Core.Delivery;

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
    /// <summary>
    /// When the wallet has something to do next, for the due index: the earliest instant at which a delivery is due or
    /// expires, an episode is told again, a digest is to be sent, a displaced one may come back or a reorg has not
    /// settled for too long, not before the owner's mute ends. Null for nothing. At that instant decide
    /// <see cref="WalletEvent.DueCame"/>, then send what is <see cref="Ready"/>.
    /// </summary>
    public static DateTimeOffset? DueAt(WalletState state)
    {
        // What was displaced comes back once the outbox is seen to have room; while it is full, its own ends see to it.
        var earliest = state.Outbox.IsEmpty ? state.Displaced?.Since : null;
        if (state.LookAgainAt is { } again && !(earliest <= again))
            earliest = again;
        foreach (var book in state.Attention.Digests)
            if (!(earliest <= book.DueAt))
                earliest = book.DueAt;
        foreach (var (_, track) in state.Tracks)
        {
            if (ReorgDecision.OverdueAt(track) is { } overdue && !(earliest <= overdue))
                earliest = overdue;
            foreach (var (_, book) in track.Episodes)
                if (RepeatDecision.At(book) is { } repeat && !(earliest <= repeat))
                    earliest = repeat;
        }

        foreach (var pending in state.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (DueAt(state, pending, delivery) is var due && (earliest is null || due < earliest))
                    earliest = due;
        return state.Preferences.MutedUntil is { } mute && earliest < mute ? mute : earliest;
    }

    /// <summary>Whether something that was deferred is due: its words need the newest values.</summary>
    public static bool NeedsValues(WalletState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var pending in state.Outbox)
            if (pending.DeferredUntil <= now)
                return true;
        return false;
    }

    /// <summary>
    /// Whether an episode is to be told again now, or a line moved: that takes all of the newest values.
    /// </summary>
    public static bool HasRepeatDue(WalletState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (IsMuted(state.Preferences, now))
            return false;
        if (state.LookAgainAt <= now)
            return true;
        foreach (var (_, track) in state.Tracks)
            foreach (var (_, book) in track.Episodes)
                if (RepeatDecision.At(book) <= now)
                    return true;
        return false;
    }

    /// <summary>Whether displaced notifications may come back.</summary>
    public static bool HasRoom(WalletState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Displaced is not null && (state.Outbox.IsEmpty || RecordBound.OutboxFits(state, more: 2048));
    }

    /// <summary>
    /// After <see cref="WalletEvent.Resumed"/>: whether this one needs to wait outside no more, because it is in the
    /// outbox again or must not be sent.
    /// </summary>
    public static bool IsBack(WalletState state, DisplacedNotification displaced, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(displaced);
        var key = OutboxEdit.KeyOf(policy, displaced.Notification, displaced.Channels[0]);
        return OutboxEdit.Find(state, key) is not null || IsWithdrawn(state, displaced, policy);
    }

    /// <summary>Whether it must not be sent when it comes back.</summary>
    internal static bool IsWithdrawn(WalletState state, DisplacedNotification displaced, WalletPolicy policy) =>
        state.Displaced?.Withdrawn.Contains(
            OutboxEdit.KeyOf(policy, displaced.Notification, ChannelName.Inbox)) == true;

    /// <summary>The deliveries to attempt now, oldest notification first. Empty while the owner has muted.</summary>
    public static ImmutableArray<ReadyDelivery> Ready(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        if (IsMuted(state.Preferences, now))
            return [];
        var ready = ImmutableArray.CreateBuilder<ReadyDelivery>();
        foreach (var pending in state.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (IsDue(pending, delivery, now)
                    && !EndsAfter.IsBehind(state, pending.Notification, delivery)
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
        !pending.Held && pending.DeferredUntil is null && delivery.Phase == DeliveryPhase.Waiting
        && delivery.DueAt <= now;

    // An attempt under way is due too: should the wallet go down with it, somebody has to wake the wallet.
    private static DateTimeOffset DueAt(WalletState state, PendingNotification pending, PendingDelivery delivery) =>
        pending.Held || pending.Notification.ValidUntil < delivery.DueAt
            || EndsAfter.IsBehind(state, pending.Notification, delivery)
            ? pending.Notification.ValidUntil
            : delivery.DueAt;
}

using Kwala.Core.Delivery;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>
/// What was held back until an instant is decided again when it comes: it vanishes where it is over, waits on where it
/// is quiet still, goes to the digest where the budget is spent, and else is sent with the present value.
/// </summary>
internal static class DeferredDecision
{
    /// <summary>Looks at all that was deferred and is due.</summary>
    public static void Due(Turn turn, WalletEvent.DueCame due)
    {
        foreach (var pending in turn.State.Outbox)
            if (pending is { DeferredUntil: { } until, Held: false } && until <= turn.Now
                // With an alert that is not needed any more goes its end.
                && OutboxEdit.Present(turn.State, pending) is { } present)
                DecideAgain(turn, present, due);
    }

    /// <summary>The owner chose anew: what is deferred is looked at now.</summary>
    public static void LookAgain(Turn turn)
    {
        foreach (var pending in turn.State.Outbox)
            if (pending.DeferredUntil is not null)
                OutboxEdit.Replace(turn, pending, Until(pending, turn.Now));
    }

    /// <summary>A deeper alert of the episode takes the place of what is deferred.</summary>
    public static void Replace(Turn turn, Signal signal, long episode)
    {
        foreach (var pending in turn.State.Outbox)
            if (pending.DeferredUntil is not null && pending.Notification is { Role: NotificationRole.Alert } it
                && it.Episode == episode && it.Workflow == signal.Workflow && it.Subject == signal.Subject)
                OutboxEdit.Cancel(turn, pending, _ => true);
    }

    private static void DecideAgain(Turn turn, PendingNotification pending, WalletEvent.DueCame due)
    {
        var it = pending.Notification;
        if (!DueDecision.StillHolds(turn, it))
        {
            OutboxEdit.Cancel(turn, pending, _ => true);
            return;
        }

        var (at, reason) = TimingStage.SendAt(turn, it.Kind, (it.Workflow, it.Subject), it.Lane);
        if (reason is not null)
            OutboxEdit.Replace(turn, pending, Until(pending, at));
        else if (Counts(it)
            && AttentionStage.Spent(Telling.News, it.Kind, it.Lane, turn)?.Timing is Timing.InDigest into)
            ToDigest(turn, pending, into);
        else
            Release(turn, pending, due);
    }

    private static void ToDigest(Turn turn, PendingNotification pending, Timing.InDigest into)
    {
        DigestDecision.Add(
            turn, pending.Notification, [.. pending.Deliveries.Select(delivery => delivery.Channel)], into);
        foreach (var delivery in pending.Deliveries)
            if (OutboxEdit.Find(turn.State, delivery.Key) is var (now, found))
                OutboxEdit.Settle(turn, now, found, DeliveryWords.Digested, "The attention budget is spent.");
    }

    // As when they are told at once: what ends an episode, and what was learned, takes nothing from the budget.
    private static bool Counts(Notification it) =>
        it is { Lane: not Lane.Critical, Role: NotificationRole.Alert };

    private static void Release(Turn turn, PendingNotification pending, WalletEvent.DueCame due)
    {
        var it = pending.Notification;
        if (Counts(it))
            AttentionStage.Spend(turn, it.Lane);
        foreach (var value in due.Values)
            if (value.Workflow == it.Workflow && value.Subject == it.Subject)
                it = NotificationWords.WithValue(turn, it, value.Value);
        OutboxEdit.Replace(turn, pending, pending with
        {
            DeferredUntil = null,
            Notification = it with { ValidUntil = DueDecision.Refreshed(it, turn).ValidUntil },
            Deliveries = [.. pending.Deliveries.Select(delivery => delivery with { DueAt = turn.Now })],
        });
    }

    private static PendingNotification Until(PendingNotification pending, DateTimeOffset at) => pending with
    {
        DeferredUntil = at,
        Deliveries = [.. pending.Deliveries.Select(delivery => delivery with { DueAt = at })],
        Notification = pending.Notification.ValidUntil > at ? pending.Notification : pending.Notification with
        {
            // It is decided again then, so that it cannot grow old before.
            ValidUntil = NotificationWords.Later(at, NotificationWords.ValidForUnknown),
        },
    };
}

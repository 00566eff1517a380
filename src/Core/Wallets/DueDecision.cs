using Kwala.Core.Delivery;
using Kwala.Core.Messages;

namespace Kwala.Core.Wallets;

/// <summary>What an instant settles: what may not be sent any more, and what is too old to be sent as it is.</summary>
internal static class DueDecision
{
    // Past this a critical alert that never got through goes to the operator instead.
    internal static readonly TimeSpan CriticalAgeMax = TimeSpan.FromHours(24);

    /// <summary>Looks at every delivery; what is left due afterwards is ready to be sent.</summary>
    public static void Due(Turn turn, WalletEvent.DueCame due)
    {
        ReorgDecision.Overdue(turn);
        if (due.AreAllValues)
        {
            SegmentDecision.Due(turn, due.Values);
            RepeatDecision.Due(turn, due.Values);
        }

        var muted = Outbox.IsMuted(turn.State.Preferences, turn.Now);
        if (!muted)
            DeferredDecision.Due(turn, due);
        foreach (var pending in turn.State.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (delivery.Phase == DeliveryPhase.Attempting)
                    EndStuckAttempt(turn, delivery);
                else if (!muted)
                    Due(turn, delivery.Key);
    }

    /// <summary>Worth sending from now for as long as its workflow says.</summary>
    public static Notification Refreshed(Notification notification, Turn turn) => notification with
    {
        ValidUntil = NotificationWords.Later(
            turn.Now, turn.Policy.Workflows.GetValueOrDefault(notification.Workflow)?.ValidFor
                ?? NotificationWords.ValidForUnknown),
        Fields = notification.Fields.SetItem(TemplateFields.Late, "true"),
    };

    private static void EndStuckAttempt(Turn turn, PendingDelivery delivery)
    {
        if (delivery.DueAt <= turn.Now)
            DeliveryDecision.CutOff(turn, delivery.Key, "The attempt gave no answer.");
    }

    private static void Due(Turn turn, DeliveryKey key)
    {
        if (OutboxEdit.Find(turn.State, key) is not var (pending, delivery))
            return;
        var notification = pending.Notification;
        if (Outbox.IsDue(pending, delivery, turn.Now)
            && Reach.Of(turn.State.Preferences, notification.Kind, delivery.Channel, turn.Policy)
                is Reach.Barred barred)
            OutboxEdit.Settle(turn, pending, delivery, barred.Word, barred.Reason.Text);
        else if (notification.ValidUntil <= turn.Now)
            DecideAgain(turn, pending, delivery);
    }

    // Decision 12: what is critical and still so is sent late rather than never; everything else has expired.
    private static void DecideAgain(Turn turn, PendingNotification pending, PendingDelivery delivery)
    {
        var notification = pending.Notification;
        if (pending.Held && notification is { Lane: Lane.Critical, Role: not NotificationRole.Repeat })
            TellInDoubt(turn, pending);
        else if (pending.Held || notification.Lane != Lane.Critical || !StillHolds(turn, notification))
            OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.Expired, "It was not sent while it was news.");
        else if (turn.Now >= NotificationWords.Later(Since(turn.State, notification), CriticalAgeMax))
            OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.GaveUp, "It could not be sent for a day.");
        else
            OutboxEdit.Replace(turn, pending, pending with { Notification = Refreshed(notification, turn) });
    }

    // Nobody knows whether it is so, and nobody knows when somebody will: what is critical fails open (decision 13).
    // Who hears it also hears the retraction, should the reorg settle against it.
    private static void TellInDoubt(Turn turn, PendingNotification pending)
    {
        var told = Refreshed(pending.Notification, turn);
        OutboxEdit.Replace(turn, pending, pending with
        {
            Held = false,
            Notification = told with { Fields = told.Fields.SetItem(TemplateFields.InDoubt, "true") },
        });
    }

    private static DateTimeOffset Since(WalletState state, Notification notification) =>
        state.Preferences.MutedUntil > notification.DecidedAt
            ? state.Preferences.MutedUntil.Value
            : notification.DecidedAt;

    /// <summary>Whether what it tells of is still so.</summary>
    public static bool StillHolds(Turn turn, Notification notification) =>
        notification.Role is NotificationRole.Retraction or NotificationRole.Notice
        || notification.Fields.ContainsKey(TemplateFields.InDoubt)
        // What happened has happened.
        || turn.Policy.Workflows.GetValueOrDefault(notification.Workflow) is { Rule.Latches: false }
        || IsOpen(turn.State, notification) != (notification.Role == NotificationRole.Resolved);

    private static bool IsOpen(WalletState state, Notification notification) =>
        Turn.TrackOf(state, notification.Workflow, notification.Chain)?.Episodes
            .GetValueOrDefault(notification.Subject)?.Current is Episode.Open open
        && open.Number == notification.Episode;
}

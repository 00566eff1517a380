using Kwala.Core.Delivery;

namespace Kwala.Core.Wallets;

/// <summary>
/// The news that an episode is over comes after what it ends, over the same channel, and only where that arrived.
/// </summary>
internal static class EndsAfter
{
    /// <summary>
    /// Whether something of the same episode is still to be sent over the channel, or nothing has arrived there yet.
    /// </summary>
    public static bool IsBehind(WalletState state, Notification end, PendingDelivery delivery) =>
        end.Role == NotificationRole.Resolved && (delivery.Awaits || HasBefore(state, end, delivery));

    /// <summary>Whether something of the same episode is still to be sent over the channel.</summary>
    public static bool HasBefore(WalletState state, Notification end, PendingDelivery delivery)
    {
        foreach (var pending in state.Outbox)
            if (OutboxEdit.IsOf(pending.Notification, end.Workflow, end.Subject, end.Episode))
                foreach (var before in pending.Deliveries)
                    if (before.Channel == delivery.Channel)
                        return true;
        return false;
    }

    /// <summary>A delivery of an alert or a repeat has left the outbox.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="after">What is left of its notification; with another channel where one took its place.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="arrived">Whether it arrived, or may have.</param>
    public static void Settled(Turn turn, PendingNotification after, ChannelName channel, bool arrived)
    {
        var it = after.Notification;
        if (it.Role is not (NotificationRole.Alert or NotificationRole.Repeat))
            return;
        foreach (var pending in turn.State.Outbox)
        {
            if (!OutboxEdit.IsEndOf(pending.Notification, it.Workflow, it.Subject, it.Episode))
                continue;
            var end = pending;
            foreach (var delivery in pending.Deliveries)
                if (delivery.Awaits && delivery.Channel == channel)
                    end = Answered(turn, end, delivery, after, arrived);
        }
    }

    private static PendingNotification Answered(
        Turn turn, PendingNotification end, PendingDelivery delivery, PendingNotification after, bool arrived)
    {
        var goesOn = end;
        if (arrived)
            goesOn = end with { Deliveries = end.Deliveries.Replace(delivery, delivery with { Awaits = false }) };
        else if (after.Deliveries is [{ Attempts: 0 } next] && after.Failed.Contains(delivery.Channel)
            && end.Deliveries.All(it => it.Channel != next.Channel) && next.Channel != delivery.Channel)
            goesOn = end with
            {
                Deliveries = end.Deliveries.Add(
                    OutboxEdit.Fresh(turn, end.Notification, next.Channel) with { Awaits = true }),
            };
        if (!ReferenceEquals(goesOn, end))
            OutboxEdit.Replace(turn, end, goesOn);
        if (!arrived && !HasBefore(turn.State, end.Notification, delivery))
            OutboxEdit.Cancel(turn, goesOn, it => it.Key == delivery.Key);
        return goesOn;
    }
}

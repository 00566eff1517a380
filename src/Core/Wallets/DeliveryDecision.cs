using Kwala.Core.Delivery;
using Kwala.Core.Messages;

namespace Kwala.Core.Wallets;

/// <summary>
/// What follows from attempts to send (decision 6). Answers for a settled delivery change nothing but history.
/// </summary>
internal static class DeliveryDecision
{
    /// <summary>
    /// How long an attempt counts as under way without word of whoever made it, which is renewed while it lasts. After
    /// it the due index wakes the wallet: so long, at most, does a process that was killed keep a message back.
    /// </summary>
    public static readonly TimeSpan AttemptLease = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ThrottledMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ThrottledMax = TimeSpan.FromHours(1);

    /// <summary>An attempt is about to start, or known to be under way still.</summary>
    public static void Started(Turn turn, DeliveryKey key)
    {
        if (OutboxEdit.Find(turn.State, key) is var (pending, delivery))
            OutboxEdit.Replace(turn, pending, delivery with
            {
                Phase = DeliveryPhase.Attempting,
                DueAt = turn.Now + AttemptLease,
            });
    }

    /// <summary>An attempt ended.</summary>
    public static void Ended(Turn turn, WalletEvent.SendEnded ended)
    {
        if (OutboxEdit.Find(turn.State, ended.Key) is not var (pending, attempted))
        {
            TooLate(turn, ended);
            return;
        }

        var delivery = attempted with { Phase = DeliveryPhase.Waiting, Attempts = attempted.Attempts + 1 };
        switch (ended.Outcome)
        {
            case SendOutcome.Delivered:
                Heard(turn, pending.Notification, delivery.Channel);
                OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.Delivered, Arrived(pending.Notification));
                break;
            case SendOutcome.Throttled throttled:
                // Asking for patience is no failure: it costs no attempt.
                var wait = TimeSpan.FromTicks(
                    Math.Clamp(throttled.RetryAfter.Ticks, ThrottledMin.Ticks, ThrottledMax.Ticks));
                OutboxEdit.Replace(turn, pending, delivery with
                {
                    Attempts = attempted.Attempts,
                    DueAt = turn.Now + wait,
                });
                break;
            case SendOutcome.RecipientGone gone:
                if (MarkGone(turn, delivery.Channel, ended.Address))
                    OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.RecipientGone, gone.Reason);
                else
                    Retry(turn, pending, delivery, DeliveryWords.RecipientGone, gone.Reason);
                break;
            case SendOutcome.Rejected rejected:
                OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.Rejected, rejected.Reason);
                break;
            case SendOutcome.Unreachable unreachable:
                Retry(turn, pending, delivery, DeliveryWords.GaveUp, unreachable.Reason);
                break;
            case SendOutcome.Unknown unknown:
                Heard(turn, pending.Notification, delivery.Channel);
                Doubt(turn, pending, delivery, unknown.Reason);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>
    /// The attempts that were under way when the wallet went down have an unknown outcome. Those over a channel that
    /// collapses leave no mark: whatever was due may have arrived, and is sent again.
    /// </summary>
    public static void Awakened(Turn turn)
    {
        foreach (var pending in turn.State.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (delivery.Phase == DeliveryPhase.Attempting)
                    CutOff(turn, delivery.Key, "The attempt was cut off.");
                else if (delivery.DueAt <= turn.Now && Collapses(turn, delivery))
                    Heard(turn, pending.Notification, delivery.Channel);
    }

    /// <summary>Nobody will ever tell how the attempt ended.</summary>
    public static void CutOff(Turn turn, DeliveryKey key, string reason) =>
        Ended(turn, new WalletEvent.SendEnded(key, new SendOutcome.Unknown(reason), ""));

    /// <summary>The operator sends a dead letter once more, under its own key.</summary>
    public static void Revived(Turn turn, Notification notification, ChannelName channel)
    {
        var collapses = turn.Policy.Channels.GetValueOrDefault(channel)?.CollapsesByKey ?? true;
        var delivery = OutboxEdit.Fresh(turn, notification, channel) with { MayBeRepeat = !collapses };
        if (OutboxEdit.Find(turn.State, delivery.Key) is not null)
            return;
        var valid = DueDecision.Refreshed(notification, turn);
        turn.State = turn.State with
        {
            Outbox = turn.State.Outbox.Add(new PendingNotification(valid, [delivery], false, false, [])),
        };
    }

    // Cancelled or taken back while it was on its way, it arrived all the same: what the owner has seen is told.
    private static void TooLate(Turn turn, WalletEvent.SendEnded ended)
    {
        if (ended is { Outcome: SendOutcome.Delivered, Attempted: { Delivery: var delivery, Notification: var told } })
            turn.Add(new WalletEffect.Settled(new DeliveryRecord(
                delivery.Key, delivery.Channel, told.Kind, DeliveryWords.Delivered,
                "The provider accepted it, after the delivery had ended otherwise.", delivery.Attempts + 1,
                told.CorrelationId, turn.Now)));
    }

    // A channel that collapses by key may repeat; another repeats once if the alert is critical, and says so.
    private static void Doubt(Turn turn, PendingNotification pending, PendingDelivery delivery, string reason)
    {
        var mayRepeat = pending.Notification.Lane == Lane.Critical && !delivery.MayBeRepeat;
        if (Collapses(turn, delivery) || mayRepeat)
            Retry(turn, pending, delivery with { MayBeRepeat = true }, DeliveryWords.InDoubt, reason);
        else
            OutboxEdit.Settle(turn, pending, delivery, DeliveryWords.InDoubt, reason);
    }

    private static bool Collapses(Turn turn, PendingDelivery delivery) =>
        turn.Policy.Channels.GetValueOrDefault(delivery.Channel)?.CollapsesByKey ?? false;

    private static void Retry(
        Turn turn, PendingNotification pending, PendingDelivery delivery, string wordAtTheEnd, string reason)
    {
        var retry = turn.Policy.Retry;
        var most = pending.Notification.Lane == Lane.Critical ? retry.AttemptsMaxCritical : retry.AttemptsMax;
        if (delivery.Attempts >= most)
            OutboxEdit.Settle(turn, pending, delivery, wordAtTheEnd, reason);
        else
            OutboxEdit.Replace(turn, pending, delivery with
            {
                DueAt = turn.Now + Backoff.Delay(retry, delivery.Key, delivery.Attempts),
            });
    }

    // A reorg must know who heard what it takes back, and whoever is told of an episode's end must have heard of it.
    private static void Heard(Turn turn, Notification notification, ChannelName channel)
    {
        if (Turn.TrackOf(turn.State, notification.Workflow, notification.Chain) is not { } track
            || !track.Episodes.TryGetValue(notification.Subject, out var book))
            return;
        var heard = book;
        if (book.Told is { } told && OutboxEdit.IsOf(
            notification, notification.Workflow, notification.Subject, told.Episode) && !told.Heard.Contains(channel))
            heard = heard with { Told = told with { Heard = told.Heard.Add(channel) } };
        for (var i = 0; i < book.Unfinal.Length; i++)
            if (book.Unfinal[i] is var alert && !alert.Heard.Contains(channel)
                && alert.IsToldBy(notification, notification.Workflow, notification.Subject))
                heard = heard with
                {
                    Unfinal = heard.Unfinal.SetItem(i, alert with { Heard = alert.Heard.Add(channel) }),
                };
        if (!ReferenceEquals(heard, book))
            turn.Put(notification.Workflow, notification.Chain, notification.Subject, heard);
    }

    // False where the owner has another address by now: that one was not tried.
    private static bool MarkGone(Turn turn, ChannelName channel, string address)
    {
        var preferences = turn.State.Preferences;
        if (!preferences.Contacts.TryGetValue(channel, out var contact))
            return true;
        if (contact.Address != address)
            return false;
        turn.State = turn.State with
        {
            Preferences = preferences with
            {
                Contacts = preferences.Contacts.SetItem(channel, contact with { Standing = ContactStanding.Gone }),
            },
        };
        return true;
    }

    private static string Arrived(Notification notification) =>
        notification.Fields.ContainsKey(TemplateFields.Late)
            ? "The provider accepted it, late."
            : "The provider accepted it.";
}

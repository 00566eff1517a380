using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>
/// What waits outside a full outbox: as dead letters, from where it comes back by itself. So a record of bounded size
/// holds back no alert for good (decision 13).
/// </summary>
internal static class DisplacedDecision
{
    // Past it the oldest that a reorg took back is forgotten, and told after all.
    private const int WithdrawnMax = 16;

    /// <summary>
    /// Lets a notification wait outside until there is room. False where an attempt at it was made: its end, and what
    /// was learned of its channels, belong together.
    /// </summary>
    public static bool Displace(Turn turn, PendingNotification pending)
    {
        if (pending.Reached || !pending.Failed.IsEmpty
            || pending.Deliveries.Any(delivery => delivery is not { Phase: DeliveryPhase.Waiting, Attempts: 0 }))
            return false;
        // A reminder can be spared; that an episode is open whose end was told cannot.
        if (pending.Notification.Role == NotificationRole.Repeat
            && !pending.Notification.Fields.ContainsKey(TemplateFields.Corrects))
        {
            OutboxEdit.Cancel(turn, pending, _ => true);
            return true;
        }

        var first = pending.Deliveries[0];
        turn.Add(new WalletEffect.DeadLettered(
            new DeliveryRecord(
                first.Key, first.Channel, pending.Notification.Kind, DeliveryWords.Displaced,
                "It waits until the wallet's outbox has room.", 0, pending.Notification.CorrelationId, turn.Now),
            pending.Notification,
            [.. pending.Deliveries.Select(delivery => delivery.Channel)])
        {
            DeferredUntil = pending.DeferredUntil,
            Heard = pending.Notification.Role == NotificationRole.Resolved
                ? [.. pending.Deliveries.Where(delivery => !delivery.Awaits).Select(delivery => delivery.Channel)]
                : [],
        });
        OutboxEdit.Replace(turn, pending, pending with { Deliveries = [] });
        // Planned while others wait outside, it counts as told anew; now it waits there itself.
        var outside = turn.State.Displaced ?? new Displacement(turn.Now, []);
        var key = OutboxEdit.KeyOf(turn.Policy, pending.Notification, ChannelName.Inbox);
        turn.State = turn.State with { Displaced = outside with { Withdrawn = outside.Withdrawn.Remove(key) } };
        return true;
    }

    /// <summary>An end that was just planned waits outside where that which it is the end of does.</summary>
    public static void Follow(Turn turn, Notification end)
    {
        if (turn.State.Displaced is not null && turn.State.Outbox is [.., var planned]
            && ReferenceEquals(planned.Notification, end)
            && planned.Deliveries.All(it => it.Awaits && !EndsAfter.HasBefore(turn.State, end, it)))
            Displace(turn, planned);
    }

    /// <summary>What of this notification waits outside must not be sent any more.</summary>
    public static void Withdraw(Turn turn, DeliveryKey inboxKey)
    {
        if (turn.State.Displaced is not { } displaced || displaced.Withdrawn.Contains(inboxKey))
            return;
        var withdrawn = displaced.Withdrawn.Add(inboxKey);
        turn.State = turn.State with
        {
            Displaced = displaced with
            {
                Withdrawn = withdrawn.Length > WithdrawnMax ? withdrawn.RemoveAt(0) : withdrawn,
            },
        };
    }

    /// <summary>What was displaced comes back, as far as there is room.</summary>
    public static void Resumed(Turn turn, WalletEvent.Resumed resumed)
    {
        if (resumed.Notifications.IsEmpty)
            turn.State = turn.State with { Displaced = null };
        else
            Forget(turn, resumed.Gone);
        foreach (var displaced in resumed.Notifications)
        {
            var before = turn.State;
            if (Outbox.IsWithdrawn(before, displaced, turn.Policy))
                continue;
            // One more would have another forgotten that came back and may wait outside still: it would come again.
            if (before.Displaced?.Withdrawn.Length >= WithdrawnMax)
                return;
            Readmit(turn, displaced);
            // Its dead letter goes after the save. Where that fails, what was sent meanwhile must not come back again.
            Withdraw(turn, OutboxEdit.KeyOf(turn.Policy, displaced.Notification, ChannelName.Inbox));
            if (!before.Outbox.IsEmpty && !RecordBound.OutboxFits(turn.State))
            {
                turn.State = before;
                return;
            }

            if (turn.State.Outbox != before.Outbox)
                CancelVain(turn, turn.State.Outbox[^1]);
        }
    }

    // What an end is the end of came back before it: what is not in the outbox by now has failed. And an episode may
    // have been told of anew meanwhile, or be over.
    private static void CancelVain(Turn turn, PendingNotification back)
    {
        var it = back.Notification;
        var isOver = !back.Held && !DueDecision.StillHolds(turn, it);
        if (it.Role == NotificationRole.Resolved)
            OutboxEdit.Cancel(
                turn, back, end => isOver || (end.Awaits && !EndsAfter.HasBefore(turn.State, it, end)));
        else if (isOver)
            OutboxEdit.Cancel(turn, back, delivery => OutboxEdit.EndsUnsent(turn, it, delivery));
    }

    private static void Forget(Turn turn, ImmutableArray<DeliveryKey> gone)
    {
        if (turn.State.Displaced is not { } outside)
            return;
        var withdrawn = outside.Withdrawn.RemoveRange(gone);
        if (withdrawn.Length < outside.Withdrawn.Length)
            turn.State = turn.State with { Displaced = outside with { Withdrawn = withdrawn } };
    }

    private static void Readmit(Turn turn, DisplacedNotification displaced)
    {
        var it = displaced.Notification;
        var book = Turn.TrackOf(turn.State, it.Workflow, it.Chain)?.Episodes.GetValueOrDefault(it.Subject);
        var isEnd = it.Role == NotificationRole.Resolved;
        var heard = isEnd && book is not null ? ResolvedStage.Heard(book, it.Episode) : [];
        var deliveries = displaced.Channels.Select(channel => OutboxEdit.Fresh(turn, it, channel) with
        {
            Awaits = isEnd && !heard.Contains(channel) && !displaced.Heard.Contains(channel),
        }).ToImmutableArray();
        if (OutboxEdit.Find(turn.State, deliveries[0].Key) is not null)
            return;
        // A mute that began meanwhile does not use it up.
        if (turn.Policy.Workflows.TryGetValue(it.Workflow, out var workflow)
            && NotificationWords.ValidUntil(it.DecidedAt, workflow, turn.State.Preferences) is var until
            && it.ValidUntil < until)
            it = it with { ValidUntil = until };
        var isHeld = book?.Unfinal.Any(alert => alert.Orphaned && alert.IsToldBy(it, it.Workflow, it.Subject)) == true;
        turn.State = turn.State with
        {
            Outbox = turn.State.Outbox.Add(new PendingNotification(it, deliveries, isHeld, false, [])
            {
                // Decided again at once: quiet hours and budget count for it no less.
                DeferredUntil = displaced.DeferredUntil is null ? null : turn.Now,
            }),
        };
    }
}

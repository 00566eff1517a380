using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>The few ways in which the outbox changes; each settles what it takes out.</summary>
internal static class OutboxEdit
{
    /// <summary>Shows the notification in the inbox and plans one delivery per channel.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="notification">What is told.</param>
    /// <param name="channels">Over which channels.</param>
    /// <param name="until">Held back until this instant; null for due at once.</param>
    public static void Plan(
        Turn turn, Notification notification, ImmutableArray<ChannelName> channels, DateTimeOffset? until = null)
    {
        Show(turn, notification);
        PlanUnshown(turn, notification, channels, until);
    }

    /// <summary>Lays it into the inbox.</summary>
    public static void Show(Turn turn, Notification notification) =>
        turn.Add(new WalletEffect.Show(notification, KeyOf(turn.Policy, notification, ChannelName.Inbox)));

    /// <summary>The deliveries without the inbox: its parts lie there already.</summary>
    public static void PlanUnshown(
        Turn turn, Notification notification, ImmutableArray<ChannelName> channels, DateTimeOffset? until = null)
    {
        if (channels.IsEmpty)
            return;
        var deliveries = ImmutableArray.CreateBuilder<PendingDelivery>(channels.Length);
        foreach (var channel in channels)
            deliveries.Add(Fresh(turn, notification, channel) with { DueAt = until ?? turn.Now });
        var pending = new PendingNotification(notification, deliveries.ToImmutable(), false, false, [])
        {
            DeferredUntil = until,
        };
        turn.State = turn.State with { Outbox = turn.State.Outbox.Add(pending) };
    }

    /// <summary>
    /// The same, but over each channel only once something of the episode arrived there: it is known of those that
    /// heard already.
    /// </summary>
    public static void PlanAfter(
        Turn turn,
        Notification notification,
        ImmutableArray<ChannelName> channels,
        ImmutableArray<ChannelName> heard,
        DateTimeOffset? until)
    {
        Plan(turn, notification, channels, until);
        if (channels.IsEmpty)
            return;
        var planned = turn.State.Outbox[^1];
        Replace(turn, planned, planned with
        {
            Deliveries = [.. planned.Deliveries.Select(it => it with { Awaits = !heard.Contains(it.Channel) })],
        });
    }

    /// <summary>
    /// Shows the notification in the inbox alone; what is critical is a dead letter besides, over every channel.
    /// </summary>
    public static void PlanNoDelivery(Turn turn, Notification notification, ImmutableArray<ChannelName> channels)
    {
        Plan(turn, notification, []);
        if (notification.Lane != Lane.Critical)
            return;
        var pending = new PendingNotification(notification, [], false, false, []);
        foreach (var channel in channels)
            turn.Add(Ending(
                turn, pending, Fresh(turn, notification, channel), DeliveryWords.Overflow,
                "The wallet follows too many open positions already."));
    }

    /// <summary>A delivery that has not been tried.</summary>
    public static PendingDelivery Fresh(Turn turn, Notification notification, ChannelName channel) =>
        new(KeyOf(turn.Policy, notification, channel), channel, DeliveryPhase.Waiting, 0, turn.Now, false);

    /// <summary>The pending delivery of a key, or null: late answers find none.</summary>
    public static (PendingNotification Pending, PendingDelivery Delivery)? Find(WalletState state, DeliveryKey key)
    {
        foreach (var pending in state.Outbox)
            foreach (var delivery in pending.Deliveries)
                if (delivery.Key == key)
                    return (pending, delivery);
        return null;
    }

    /// <summary>What has become of a pending notification since; null where it left the outbox.</summary>
    public static PendingNotification? Present(WalletState state, PendingNotification since)
    {
        foreach (var pending in state.Outbox)
            if (ReferenceEquals(pending.Notification, since.Notification))
                return pending;
        return null;
    }

    /// <summary>Puts a delivery in place of the one with its key.</summary>
    public static void Replace(Turn turn, PendingNotification pending, PendingDelivery changed)
    {
        var deliveries = pending.Deliveries.ToBuilder();
        for (var i = 0; i < deliveries.Count; i++)
            if (deliveries[i].Key == changed.Key)
                deliveries[i] = changed;
        Replace(turn, pending, pending with { Deliveries = deliveries.ToImmutable() });
    }

    /// <summary>Puts a notification in place of another; one without deliveries leaves the outbox.</summary>
    public static void Replace(Turn turn, PendingNotification before, PendingNotification after)
    {
        var at = turn.State.Outbox.IndexOf(before, 0, ReferenceEqualityComparer.Instance);
        turn.State = turn.State with
        {
            Outbox = after.Deliveries.IsEmpty ? turn.State.Outbox.RemoveAt(at) : turn.State.Outbox.SetItem(at, after),
        };
    }

    /// <summary>
    /// Ends a delivery. When the last one of an urgent or critical alert fails and no channel brought it, the owner's
    /// next verified channel is used, each once (decision 14); where there is none, it waits as a dead letter.
    /// </summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="pending">The notification, as it stands in the outbox.</param>
    /// <param name="delivery">One of its deliveries.</param>
    /// <param name="word">One of <see cref="DeliveryWords"/>.</param>
    /// <param name="detail">One sentence.</param>
    public static void Settle(
        Turn turn, PendingNotification pending, PendingDelivery delivery, string word, string detail)
    {
        var arrived = word is DeliveryWords.Delivered or DeliveryWords.InDoubt;
        var after = pending with
        {
            Deliveries = pending.Deliveries.RemoveAll(other => other.Key == delivery.Key),
            Reached = pending.Reached || arrived,
            Failed = arrived ? pending.Failed : pending.Failed.Add(delivery.Channel),
        };
        if (IsFailure(word) && NeedsFallback(after)
            && ChannelStage.Next(turn.State.Preferences, after.Notification.Kind, turn.Policy, after.Failed)
                is { } next)
            after = after with { Deliveries = [Fresh(turn, after.Notification, next)] };
        // Where nobody is left who could be told, the operator has it.
        var isLost = IsFailure(word) && NeedsFallback(after);
        turn.Add(Ending(turn, pending, delivery, word, detail, isLost));
        Replace(turn, pending, after);
        EndsAfter.Settled(turn, after, delivery.Channel, arrived);
        if (after is { Deliveries.IsEmpty: true, Reached: false })
            BehaviourStage.Unreached(turn, after.Notification);
    }

    /// <summary>
    /// Cancels the alerts of an episode that no attempt was made for. What is critical and not muted is sent all the
    /// same when its episode is over: that a position was in danger is news which an owner can lose money by not
    /// having.
    /// </summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="subject">The position.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="ordinal">
    /// The one alert that a newer one replaces; null for all, because the episode is over.
    /// </param>
    /// <returns>Whether an alert was cancelled that nobody was told of.</returns>
    public static bool CancelUnsent(Turn turn, WorkflowId workflow, SubjectKey subject, long episode, int? ordinal)
    {
        var untold = false;
        foreach (var pending in turn.State.Outbox)
        {
            var it = pending.Notification;
            if (!IsOf(it, workflow, subject, episode))
                continue;
            if (ordinal is null)
                untold |= Cancel(turn, pending, delivery => EndsUnsent(turn, it, delivery))
                    && it.Role == NotificationRole.Alert;
            else if (it.Role == NotificationRole.Alert && it.Ordinal == ordinal)
                untold |= Cancel(turn, pending, IsUntried);
        }

        return untold;
    }

    /// <summary>Whether a notification is an alert or a repeat of an episode.</summary>
    public static bool IsOf(Notification it, WorkflowId workflow, SubjectKey subject, long episode) =>
        it.Role is NotificationRole.Alert or NotificationRole.Repeat && it.Episode == episode
        && it.Workflow == workflow && it.Subject == subject;

    /// <summary>Whether a delivery of an alert or a repeat is cancelled when its episode is over.</summary>
    public static bool EndsUnsent(Turn turn, Notification it, PendingDelivery delivery) =>
        IsUntried(delivery) && (it.Role == NotificationRole.Repeat || it.Lane != Lane.Critical
            || Outbox.IsMuted(turn.State.Preferences, turn.Now));

    /// <summary>The repeats and the end of an episode that is told of anew are not to be told any more.</summary>
    public static void CancelFollowUps(Turn turn, WorkflowId workflow, SubjectKey subject, long episode)
    {
        // The end first: cancelled repeats change it.
        foreach (var pending in turn.State.Outbox)
            if (IsEndOf(pending.Notification, workflow, subject, episode))
                Cancel(turn, pending, IsUntried);
        foreach (var pending in turn.State.Outbox)
            if (pending.Notification.Role == NotificationRole.Repeat
                && IsOf(pending.Notification, workflow, subject, episode))
                Cancel(turn, pending, IsUntried);
    }

    /// <summary>Whether a notification tells that an episode is over.</summary>
    public static bool IsEndOf(Notification it, WorkflowId workflow, SubjectKey subject, long episode) =>
        it.Role == NotificationRole.Resolved && it.Episode == episode
        && it.Workflow == workflow && it.Subject == subject;

    /// <summary>Whether no attempt at it was made.</summary>
    public static bool IsUntried(PendingDelivery delivery) =>
        delivery is { Phase: DeliveryPhase.Waiting, Attempts: 0 };

    /// <summary>Takes deliveries out without looking for another channel; true where nobody was told.</summary>
    public static bool Cancel(Turn turn, PendingNotification pending, Func<PendingDelivery, bool> which)
    {
        var cancelled = pending.Deliveries.Where(which).ToImmutableArray();
        foreach (var delivery in cancelled)
            turn.Add(Ending(turn, pending, delivery, DeliveryWords.Cancelled, "It is not needed any more."));
        if (cancelled.IsEmpty)
            return false;
        var after = pending with
        {
            Deliveries = pending.Deliveries.RemoveRange(cancelled),
            Failed = pending.Failed.AddRange(cancelled.Select(delivery => delivery.Channel)),
        };
        Replace(turn, pending, after);
        foreach (var delivery in cancelled)
            EndsAfter.Settled(turn, after, delivery.Channel, arrived: false);
        var untold = after is { Deliveries.IsEmpty: true, Reached: false };
        if (untold)
            BehaviourStage.Unreached(turn, after.Notification);
        return untold;
    }

    /// <summary>
    /// The canonical chain confirmed the alert: what was held goes out, with the facts of the new block.
    /// </summary>
    public static void Release(
        Turn turn,
        UnfinalAlert alert,
        WorkflowId workflow,
        SubjectKey subject,
        ImmutableSortedDictionary<string, string>? facts)
    {
        foreach (var pending in turn.State.Outbox)
            if (pending.Held && alert.IsToldBy(pending.Notification, workflow, subject))
                Replace(turn, pending, pending with
                {
                    Held = false,
                    Notification = facts is null ? pending.Notification : pending.Notification with
                    {
                        Fields = pending.Notification.Fields.SetItems(facts),
                    },
                });
    }

    private static bool NeedsFallback(PendingNotification pending) =>
        pending is { Deliveries.IsEmpty: true, Reached: false, Held: false }
        && pending.Notification.Role == NotificationRole.Alert
        && (pending.Notification.Lane == Lane.Critical || pending.Notification.Urgency == Urgency.Urgent);

    private static bool IsFailure(string word) => word
        is DeliveryWords.RecipientGone or DeliveryWords.Rejected or DeliveryWords.GaveUp
        or DeliveryWords.NoAddress or DeliveryWords.NotConfigured;

    private static WalletEffect Ending(
        Turn turn, PendingNotification pending, PendingDelivery delivery, string word, string detail,
        bool isLost = false)
    {
        var record = new DeliveryRecord(
            delivery.Key, delivery.Channel, pending.Notification.Kind, word, detail, delivery.Attempts,
            pending.Notification.CorrelationId, turn.Now);
        return isLost || word is DeliveryWords.Rejected or DeliveryWords.InDoubt or DeliveryWords.GaveUp
            or DeliveryWords.NotConfigured or DeliveryWords.Overflow
            ? new WalletEffect.DeadLettered(record, pending.Notification, [delivery.Channel])
            : new WalletEffect.Settled(record);
    }

    /// <summary>The key of a notification's delivery over a channel.</summary>
    public static DeliveryKey KeyOf(WalletPolicy policy, Notification it, ChannelName channel) =>
        DeliveryKey.Of(new DeliveryIdentity(
            it.Chain, policy.Wallet, it.Workflow.Value, it.Subject.Value, it.Episode, it.Level, it.Role,
            it.Ordinal, channel));
}

using Kwala.Core.Delivery;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// What an alert changes in the outbox: what it replaces leaves, and it is planned, put off or digested.
/// </summary>
internal static class AlertOutbox
{
    /// <summary>
    /// Makes room for the alert of an open episode and plans it, or lets go what the chain confirmed.
    /// </summary>
    public static void Change(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var (signal, _, _, _, _, _, telling) = verdict;
        if (telling.Kind == TellingKind.Told)
            OutboxEdit.CancelFollowUps(turn, signal.Workflow, signal.Subject, open.Number);
        // What waits under a reorg's doubt at a milder level is part of what is told now.
        foreach (var alert in verdict.Book.Unfinal)
            if (BookAfter.IsAbsorbed(alert, open) && alert.Ordinal != ordinal)
                OutboxEdit.CancelUnsent(turn, signal.Workflow, signal.Subject, open.Number, alert.Ordinal);
        if (telling.Kind == TellingKind.Told)
            Tell(turn, verdict, open, ordinal);
        else if (telling.Kind == TellingKind.Reconfirmed)
            OutboxEdit.Release(
                turn, telling.Credit!, signal.Workflow, signal.Subject, NotificationWords.Facts(verdict, turn));
    }

    private static void Tell(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var signal = verdict.Signal;
        // One message at the end of a mute, not one for every level that was passed meanwhile.
        if (Outbox.IsMuted(turn.State.Preferences, turn.Now))
            OutboxEdit.CancelUnsent(turn, signal.Workflow, signal.Subject, open.Number, ordinal: null);
        var alert = NotificationWords.Alert(verdict, open, ordinal, turn);
        // It may wait outside the outbox, or in a digest, under the same key.
        if (verdict.Telling.Credit is not null)
        {
            var key = OutboxEdit.KeyOf(turn.Policy, alert, ChannelName.Inbox);
            DisplacedDecision.Withdraw(turn, key);
            DigestDecision.Withdraw(turn, key, but: (verdict.Telling.Timing as Timing.InDigest)?.Name);
        }

        DeferredDecision.Replace(turn, signal, open.Number);
        Plan(turn, verdict, alert);
    }

    /// <summary>Plans what is told of an episode: at once, later or in a digest, as the stages said.</summary>
    public static void Plan(Turn turn, Verdict verdict, Notification alert)
    {
        var (workflow, channels) = (verdict.Workflow, verdict.Telling.Route!.Channels);
        if (verdict.Telling.Timing is Timing.InDigest into && !channels.IsEmpty)
        {
            OutboxEdit.Show(turn, alert);
            DigestDecision.Add(turn, alert, channels, into, verdict.Telling.Alert?.Bucket);
            return;
        }

        var until = (verdict.Telling.Timing as Timing.Later)?.At;
        OutboxEdit.Plan(turn, alert, channels, until);
        if (channels.IsEmpty)
            return;
        if (until is null)
            AttentionStage.Spend(turn, workflow.Lane);
        AttentionStage.Remember(turn, workflow);
    }
}

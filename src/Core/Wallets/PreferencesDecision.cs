using Kwala.Core.Wallets.Stages;
using Kwala.Core.Wallets.Subscriptions;

namespace Kwala.Core.Wallets;

/// <summary>The owner chose anew: the present values decide again, without a new log.</summary>
internal static class PreferencesDecision
{
    /// <summary>
    /// A position that the new line puts beyond the threshold is told once, for that is its present state; one that it
    /// puts on the safe side closes silently. What waits during a mute does not grow stale by it.
    /// </summary>
    public static void Changed(Turn turn, WalletEvent.PreferencesChanged changed)
    {
        var before = turn.State.Preferences;
        turn.State = turn.State with { Preferences = changed.Preferences };
        SubscriptionDecision.Chosen(turn, before);
        if (!changed.Preferences.Attention.Equals(before.Attention))
        {
            DeferredDecision.LookAgain(turn);
            DigestDecision.Reschedule(turn);
        }

        if (Outbox.IsMuted(changed.Preferences, turn.Now))
            KeepValidThroughMute(turn);
        foreach (var signal in changed.LastValues)
            SignalDecision.Take(turn, signal with { Final = IsConfirmed(turn, signal) }, SignalMode.Recheck);
        foreach (var signal in changed.OnTheirWay)
            SignalDecision.Take(turn, signal with { Final = IsConfirmed(turn, signal) }, SignalMode.Ahead);
        // Values from before this one were decided under the old line; replaying them must not decide them under the
        // new.
        foreach (var signal in changed.LastValues)
            turn.SawThrough(signal.Workflow, signal.Source.Chain, signal.Source.Position);
    }

    // What is read after confirmations does not roll back (decision 10): nobody would take it back.
    internal static bool IsConfirmed(Turn turn, Signal signal) =>
        turn.Policy.Workflows.GetValueOrDefault(signal.Workflow)?.Trigger.Confirmations > 0;

    private static void KeepValidThroughMute(Turn turn)
    {
        foreach (var pending in turn.State.Outbox)
        {
            if (!turn.Policy.Workflows.TryGetValue(pending.Notification.Workflow, out var workflow))
                continue;
            var until = NotificationWords.ValidUntil(turn.Now, workflow, turn.State.Preferences);
            if (pending.Notification.ValidUntil < until)
                OutboxEdit.Replace(turn, pending, pending with
                {
                    Notification = pending.Notification with { ValidUntil = until },
                });
        }
    }
}

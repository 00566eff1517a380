using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

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
        var before = turn.State;
        turn.State = before with { Preferences = changed.Preferences };
        DecideAgain(turn, before, changed.LastValues, changed.OnTheirWay);
    }

    /// <summary>What was chosen for the wallet is another than it was before: the same follows.</summary>
    public static void DecideAgain(
        Turn turn, WalletState before, ImmutableArray<Signal> lastValues, ImmutableArray<Signal> onTheirWay)
    {
        var (now, then) = (turn.State.Preferences, new Turn(before, turn.Now, turn.Policy));
        SubscriptionDecision.Chosen(turn, before);
        if (!now.Attention.Equals(before.Preferences.Attention))
        {
            DeferredDecision.LookAgain(turn);
            DigestDecision.Reschedule(turn);
        }

        if (now.Language != before.Preferences.Language)
            WordingStage.Changed(turn);
        if (Outbox.IsMuted(now, turn.Now))
            KeepValidThroughMute(turn);
        foreach (var signal in lastValues)
            SignalDecision.Take(turn, signal with { Final = IsConfirmed(turn, signal) }, SignalMode.Recheck);
        // Where the line is what it was, its own block decides about a value: what came before it is not decided yet.
        foreach (var signal in onTheirWay.Where(it => HasMoved(then, turn, it.Workflow)))
            SignalDecision.Take(turn, signal with { Final = IsConfirmed(turn, signal) }, SignalMode.Ahead);
        // Values from before this one were decided under the old line; replaying them must not decide them under the
        // new.
        foreach (var signal in lastValues)
            turn.SawThrough(signal.Workflow, signal.Source.Chain, signal.Source.Position);
    }

    private static bool HasMoved(Turn then, Turn turn, WorkflowId workflow) =>
        turn.Policy.Workflows.TryGetValue(workflow, out var live)
        && !ThresholdStage.For(then, live).Line.Equals(ThresholdStage.For(turn, live).Line);

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

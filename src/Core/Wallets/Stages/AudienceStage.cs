using System.Globalization;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Fourth stage: does the owner want to hear of it, and does the workflow do anything for this tier?</summary>
internal static class AudienceStage
{
    /// <summary>In this order: the owner's opt-out of the kind; no action for the tier; the owner's mute.</summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var (workflow, tier) = (verdict.Workflow, verdict.Applied.Tier);
        var preferences = turn.State.Preferences;
        if (preferences.MutedKinds.Contains(workflow.Kind))
            return telling.KeepBack(new Reason(
                ReasonCode.KindOptedOut, $"The owner opted out of {workflow.Kind}."));
        if (!workflow.Actions.TryGetValue(tier, out var action))
            return telling.KeepBack(new Reason(
                ReasonCode.NoAction, $"The workflow has no action for tier {tier}."));
        return telling with { Action = action };
    }

    /// <summary>What is told while the owner has muted everything waits for the end of it.</summary>
    public static Telling Mute(Telling telling, Verdict verdict, Turn turn)
    {
        var preferences = turn.State.Preferences;
        if (!Outbox.IsMuted(preferences, turn.Now))
            return telling;
        return telling.Because(new Reason(
            ReasonCode.Muted,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The owner muted everything until {preferences.MutedUntil:u}; sent then if it is still so.")))
            with
        { Route = telling.Route! with { Arrives = false } };
    }
}

using System.Globalization;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Fourth stage: does the owner want to hear of it, and does the workflow do anything for this tier?</summary>
internal static class AudienceStage
{
    /// <summary>
    /// In this order: the owner's opt-out of the kind; another segment; no action for the tier; muted until resolved.
    /// </summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var (workflow, tier) = (verdict.Workflow, verdict.Applied.Tier);
        var preferences = turn.State.Preferences;
        if (preferences.MutedKinds.Contains(workflow.Kind))
            return telling.KeepBack(new Reason(
                ReasonCode.KindOptedOut, $"The owner opted out of {workflow.Kind}."));
        if (!IsFor(workflow, turn))
            return telling.KeepBack(new Reason(
                ReasonCode.OtherSegment,
                $"The workflow is for {string.Join(", ", workflow.For)}; the wallet does not belong there."));
        if (!workflow.Actions.TryGetValue(tier, out var action))
            return telling.KeepBack(new Reason(
                ReasonCode.NoAction, $"The workflow has no action for tier {tier}."));
        if (IsSnoozed(preferences.Attention, verdict))
            return telling.KeepBack(new Reason(
                ReasonCode.Snoozed, "The owner muted this position until the episode is over."));
        return telling with { Action = action };
    }

    /// <summary>Whether the workflow is for everybody, or for a segment that the wallet belongs to.</summary>
    public static bool IsFor(Workflow workflow, Turn turn)
    {
        foreach (var segment in workflow.For)
            if (turn.Policy.Segments.Has(segment, turn.State, turn.Now, turn.Policy))
                return true;
        return workflow.For.IsEmpty;
    }

    /// <summary>Whether an alert was kept back because its workflow is for other segments.</summary>
    public static bool IsOutside(Telling telling) =>
        telling is { Kind: TellingKind.KeptBack, Reasons: [.., { Code: ReasonCode.OtherSegment }] };

    /// <summary>
    /// Whether an episode that was kept back for that is worth telling now: the wallet came into a segment since.
    /// </summary>
    public static bool IsInsideNow(Verdict verdict, Episode.Open open, Turn turn) =>
        verdict.Book.Outside == open.Number && IsFor(verdict.Workflow, turn);

    private static bool IsSnoozed(AttentionChoices choices, Verdict verdict)
    {
        foreach (var snooze in choices.Snoozes)
            if (snooze is Snooze.OfPosition { Episode: { } episode } it && it.Workflow == verdict.Workflow.Id
                && it.Subject == verdict.Signal.Subject && episode == (verdict.Step.Next as Episode.Open)?.Number)
                return true;
        return false;
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

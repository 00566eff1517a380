using System.Collections.Immutable;
using Kwala.Core.Delivery;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Where a signal comes from, and so whether it may be told.</summary>
internal enum SignalMode
{
    /// <summary>From the head of the chain.</summary>
    Live,

    /// <summary>From the past: builds state, and tells only what is not stale yet (decision 12).</summary>
    Backfill,

    /// <summary>The present value once more: the line that applies to it changed, or it has not been told.</summary>
    Recheck,

    /// <summary>The same with a value that is on its way: what its block changes besides is not decided yet.</summary>
    Ahead,
}

/// <summary>What several modes have in common.</summary>
internal static class SignalModes
{
    /// <summary>Whether the line is what changed, not the value.</summary>
    public static bool IsAnew(this SignalMode mode) => mode is SignalMode.Recheck or SignalMode.Ahead;
}

/// <summary>What came of the question whether to tell the owner.</summary>
internal enum TellingKind
{
    /// <summary>Nothing new to tell.</summary>
    Nothing,

    /// <summary>Not now: a later live block decides.</summary>
    Later,

    /// <summary>The canonical chain confirmed an alert that was handed out before.</summary>
    Reconfirmed,

    /// <summary>Decided not to tell.</summary>
    KeptBack,

    /// <summary>Told: at least in the inbox.</summary>
    Told,
}

/// <summary>The answer of the third stage.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Reasons">Why, in the order of asking.</param>
/// <param name="Route">How to tell; null unless told.</param>
/// <param name="Credit">The orphaned alert that is confirmed or told again under its own key; null for none.</param>
/// <param name="Late">Its block is older than the workflow's valid-for.</param>
internal sealed record Telling(
    TellingKind Kind, ImmutableArray<Reason> Reasons, Route? Route, UnfinalAlert? Credit, bool Late)
{
    public static Telling Nothing { get; } = new(TellingKind.Nothing, [], null, null, false);

    /// <summary>How a decision with this answer is called.</summary>
    public DecisionOutcome Outcome => Route is { Arrives: true } ? DecisionOutcome.Notify : DecisionOutcome.Suppressed;
}

/// <summary>Third stage: is there something to tell, and does anything keep it back?</summary>
internal static class TellingStage
{
    /// <summary>
    /// The answer for the phase after the signal. In this order: nothing deeper than what was decided before; confirmed
    /// after a reorg; backfill; stale; the owner's opt-out; no action for the tier; channels; the owner's mute.
    /// </summary>
    public static Telling For(Verdict verdict, Turn turn)
    {
        var (signal, mode, workflow, book, applied, step, _) = verdict;
        if (step.Next is not Episode.Open open || open.Level <= open.AlertedLevel)
            return Telling.Nothing;
        var credit = OrphanedAlert(book, open);
        if (credit is not null && (credit.Heard.Length > 0 || IsWaiting(turn.State, signal, credit)))
            return new Telling(TellingKind.Reconfirmed, [new Reason(
                ReasonCode.Reconfirmed,
                $"The canonical chain has it too: still episode {open.Number}, nothing is sent twice.")],
                null, credit, false);
        // An outage shorter than valid-for loses nobody an alert, however many blocks it spans.
        var stale = turn.Now > signal.Source.BlockTime + workflow.ValidFor;
        if (stale && mode == SignalMode.Backfill)
            return new Telling(TellingKind.Later, [new Reason(
                ReasonCode.Backfill, "The block is from the past: nothing is sent before a live block confirms it.")],
                null, credit, false);

        if (stale && mode == SignalMode.Live && workflow.Lane != Lane.Critical)
            return new Telling(TellingKind.Later, [new Reason(
                ReasonCode.Expired, $"The block is older than {workflow.ValidFor}: a newer one has to confirm it.")],
                null, credit, false);
        // A new line is news; a crossing that stood untold since a block long ago is not.
        var late = stale && (mode == SignalMode.Live || book.Current is Episode.Open);
        var preferences = turn.State.Preferences;
        if (preferences.MutedKinds.Contains(workflow.Kind))
            return KeptBack(credit, new Reason(
                ReasonCode.KindOptedOut, $"The owner opted out of {workflow.Kind}."));
        if (!workflow.Actions.TryGetValue(applied.Tier, out var action))
            return KeptBack(credit, new Reason(
                ReasonCode.NoAction, $"The workflow has no action for tier {applied.Tier}."));

        var route = ChannelStage.Route(action, workflow, preferences, turn.Policy);
        if (!Outbox.IsMuted(preferences, turn.Now))
            return new Telling(TellingKind.Told, route.Reasons, route, credit, late);
        var muted = new Reason(
            ReasonCode.Muted,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The owner muted everything until {preferences.MutedUntil:u}; sent then if it is still so."));
        return new Telling(
            TellingKind.Told, route.Reasons.Add(muted), route with { Arrives = false }, credit, late);
    }

    private static Telling KeptBack(UnfinalAlert? credit, Reason reason) =>
        new(TellingKind.KeptBack, [reason], null, credit, false);

    private static UnfinalAlert? OrphanedAlert(EpisodeBook book, Episode.Open open)
    {
        foreach (var alert in book.Unfinal)
            if (alert.Orphaned && alert.Episode == open.Number && alert.Level == open.Level)
                return alert;
        return null;
    }

    private static bool IsWaiting(WalletState state, Signal signal, UnfinalAlert alert)
    {
        foreach (var pending in state.Outbox)
            if (alert.IsToldBy(pending.Notification, signal.Workflow, signal.Subject))
                return true;
        return false;
    }
}

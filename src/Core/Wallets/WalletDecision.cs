using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Everything a wallet decides. Pure: the same state, event, time and policy give the same answer anywhere.
/// </summary>
public static class WalletDecision
{
    /// <summary>
    /// What follows from an event. An event that changes nothing gives the same state reference and no effects, and
    /// needs no save.
    /// </summary>
    public static Decision<WalletState, WalletEffect> Decide(
        WalletState state, WalletEvent happened, DateTimeOffset now, WalletPolicy policy)
    {
        // Only what the listener reads newly says how far its chain is final: a revaluation knows of its workflows
        // alone.
        state = TeamTierDecision.Counted(state, now, policy);
        var turn = happened is WalletEvent.Observed { Chain: { } chain } read
            ? new Turn(state, now, policy) { Finalized = read.Finalized, FinalizedChain = chain }
            : new Turn(state, now, policy);
        switch (happened)
        {
            case WalletEvent.Observed observed: Observe(turn, observed); break;
            case WalletEvent.Revalued revalued: Revalue(turn, revalued); break;
            case WalletEvent.Orphaned orphaned:
                ReorgDecision.Orphaned(turn, orphaned);
                MovementDecision.Orphaned(turn, orphaned);
                break;
            case WalletEvent.ReorgSettled settled: ReorgDecision.Settled(turn, settled); break;
            case WalletEvent.PreferencesChanged changed: PreferencesDecision.Changed(turn, changed); break;
            case WalletEvent.TeamTierTold told: TeamTierDecision.Told(turn, told); break;
            case WalletEvent.AttemptStarted started: DeliveryDecision.Started(turn, started.Key); break;
            case WalletEvent.SendEnded ended: DeliveryDecision.Ended(turn, ended); break;
            case WalletEvent.Awakened: DeliveryDecision.Awakened(turn); break;
            case WalletEvent.Revived it: DeliveryDecision.Revived(turn, it.Notification, it.Channel); break;
            case WalletEvent.Resumed resumed: DisplacedDecision.Resumed(turn, resumed); break;
            case WalletEvent.DueCame due: DueDecision.Due(turn, due); break;
            case WalletEvent.Interacted it:
                InteractionDecision.Interacted(turn, it);
                SegmentDecision.Note(turn, state);
                break;
            case WalletEvent.LearningUndone it:
                BehaviourStage.Learn(turn, new BehaviourEvent.Undone(it.What));
                turn.State = turn.State.ActsUndo.IsEmpty ? turn.State : turn.State with { ActsUndo = [] };
                SegmentDecision.Note(turn, state);
                break;
            case WalletEvent.DigestCame digest: DigestDecision.Came(turn, digest); break;
            default: throw new UnreachableException();
        }

        // Other events move no line, and may be decided by workflows of a moment ago.
        if (happened is WalletEvent.Observed or WalletEvent.Revalued or WalletEvent.Orphaned
            or WalletEvent.ReorgSettled or WalletEvent.PreferencesChanged or WalletEvent.TeamTierTold)
            SubscriberEntries.Keep(turn);
        return turn.End();
    }

    /// <summary>
    /// Why a signal leads, or would lead, to what it does in this state: the same stages as <see cref="Decide"/>,
    /// whether or not the signal was decided before. Always a record, also for no match.
    /// </summary>
    /// <param name="state">The wallet's state.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="now">When it is, or was, decided.</param>
    /// <param name="policy">What is decided by.</param>
    /// <param name="before">The position's episodes before the signal; null for the present ones.</param>
    public static DecisionRecord Explain(
        WalletState state, Signal signal, DateTimeOffset now, WalletPolicy policy, EpisodeBook? before = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(signal);
        state = TeamTierDecision.Counted(state, now, policy);
        if (policy.Workflows.GetValueOrDefault(signal.Workflow) is { } live
            && CounterpartyStage.Refusal(state, signal, live, policy.Wallet) is { } refusal)
            return new DecisionRecord(
                live.Id, live.Hash, live.Kind, signal.Subject, DecisionOutcome.NoMatch, [refusal],
                ThresholdStage.For(state, live).Tier, signal.Value, null, 0, null, signal.Source.Position,
                signal.Source.Transaction, signal.Source.CorrelationId, now);
        var isSubscribed = SubscriptionDecision.IsFor(state, signal.Workflow, policy);
        var verdict = !isSubscribed ? null : SignalDecision.Consider(
            new Turn(state, now, policy), signal, ModeOf(signal), before ?? SignalDecision.BookOf(state, signal));
        return verdict?.ToRecord(state, now) ?? new DecisionRecord(
            signal.Workflow, default, new KindName(""), signal.Subject, DecisionOutcome.NoMatch,
            [isSubscribed
                ? new Reason(ReasonCode.NotTriggered, $"No workflow {signal.Workflow} is live.")
                : new Reason(ReasonCode.NotSubscribed, $"The owner did not subscribe to {signal.Workflow}.")],
            TierName.Standard, signal.Value, null, 0, null, signal.Source.Position, signal.Source.Transaction,
            signal.Source.CorrelationId, now);
    }

    /// <summary>
    /// Whether present values without portfolio would lead to something that what the wallet holds decides about.
    /// </summary>
    public static bool NeedsPortfolio(
        WalletState state, WalletEvent happened, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Workflows.Values.Any(workflow => workflow.Portfolio is not null)
            && Decide(state, happened, now, policy).Effects.OfType<WalletEffect.Record>().Any(it =>
                it.Decision.Reasons.Any(reason => reason.Code == ReasonCode.PortfolioUnknown));
    }

    // What is told now was not told when the owner acted.
    private static void Observe(Turn turn, WalletEvent.Observed observed)
    {
        var unacted = turn.State;
        foreach (var act in observed.Acts)
            InteractionDecision.Acted(turn, act);
        if (!observed.Acts.IsEmpty)
            SegmentDecision.Note(turn, unacted);
        var before = turn.State;
        foreach (var signal in observed.Signals)
            if (!WasSeen(before, signal))
            {
                SignalDecision.Take(turn, signal, ModeOf(signal));
                MovementDecision.Read(turn, signal);
            }

        MarkSeen(turn, before, observed.Signals);
    }

    // Held against the lines that apply now, as after an owner's choice; what was told is not told again.
    private static void Revalue(Turn turn, WalletEvent.Revalued revalued)
    {
        var before = turn.State;
        foreach (var value in revalued.LastValues)
            SignalDecision.Take(turn, value, SignalMode.Recheck);
        MovementDecision.Revalued(turn, revalued.LastValues);
        MarkSeen(turn, before, revalued.LastValues);
        SubscriptionDecision.Answered(turn, revalued.Ticked);
    }

    // Whatever changed has seen these signals to their end, so that replaying them changes nothing.
    private static void MarkSeen(Turn turn, WalletState before, ImmutableArray<Signal> signals)
    {
        if (ReferenceEquals(turn.State, before))
            return;
        for (var i = signals.Length - 1; i >= 0; i--)
            if (!ReferenceEquals(Track(turn.State, signals[i]), Track(before, signals[i])))
                turn.SawThrough(signals[i].Workflow, signals[i].Source.Chain, signals[i].Source.Position);
    }

    private static SignalMode ModeOf(Signal signal) => signal.Live ? SignalMode.Live : SignalMode.Backfill;

    private static WorkflowTrack? Track(WalletState state, Signal signal) =>
        state.Tracks.GetValueOrDefault(signal.Workflow);

    private static bool WasSeen(WalletState state, Signal signal) =>
        Turn.TrackOf(state, signal.Workflow, signal.Source.Chain) is { } track
        && signal.Source.Position <= track.SeenThrough;
}

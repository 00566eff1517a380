using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Shadows;

/// <summary>
/// What a candidate would have decided for a wallet, beside what the live version did: the same stages over the same
/// wallet, with episodes of the candidate's own. Pure; nothing of it is told, and nothing of it changes the wallet.
/// </summary>
/// <remarks>
/// Attention, what was learned and preferences are the wallet's own at that moment: a candidate that tells more does
/// not spend the budget in its own shadow.
/// </remarks>
public static class ShadowDecision
{
    /// <summary>Whether an event is about a workflow's positions.</summary>
    public static bool Concerns(WalletEvent happened, WorkflowId workflow) =>
        Concerning(happened, workflow) is not null;

    /// <summary>Takes the same event as the wallet did.</summary>
    /// <param name="before">
    /// The candidate's episodes before; the first time those of the live version; null for none.
    /// </param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="wallet">The wallet before the event, by its live version.</param>
    /// <param name="happened">The event.</param>
    /// <param name="decided">What the live version made of it.</param>
    /// <param name="now">When.</param>
    /// <param name="policy">What the live version decided by.</param>
    /// <returns>
    /// The candidate's episodes after, the same reference where nothing changed, and where the two parted.
    /// </returns>
    public static ShadowStep Follow(
        WorkflowTrack? before,
        Workflow candidate,
        WalletState wallet,
        WalletEvent happened,
        ImmutableArray<WalletEffect> decided,
        DateTimeOffset now,
        WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(wallet);
        ArgumentNullException.ThrowIfNull(policy);
        if (Concerning(happened, candidate.Id) is not { } mine)
            return new ShadowStep(before, []);
        var asIf = wallet with
        {
            Tracks = before is null
                ? wallet.Tracks.Remove(candidate.Id)
                : wallet.Tracks.SetItem(candidate.Id, before),
        };
        var beside = policy with { Workflows = policy.Workflows.SetItem(candidate.Id, candidate) };
        var would = WalletDecision.Decide(asIf, mine, now, beside);
        var differences = ImmutableArray.CreateBuilder<ShadowDifference>();
        foreach (var signal in SignalsOf(mine))
        {
            var (live, other) = (Told(decided, signal), Told(would.Effects, signal));
            if (KindOf(live, other) is { } kind)
                differences.Add(new ShadowDifference(
                    kind,
                    live ?? WalletDecision.Explain(wallet, signal, now, policy),
                    other ?? WalletDecision.Explain(asIf, signal, now, beside)));
        }

        return new ShadowStep(would.State.Tracks.GetValueOrDefault(candidate.Id), differences.ToImmutable());
    }

    private static ShadowDifferenceKind? KindOf(DecisionRecord? live, DecisionRecord? candidate) =>
        (live, candidate) switch
        {
            (null, null) => null,
            (null, _) => ShadowDifferenceKind.Gained,
            (_, null) => ShadowDifferenceKind.Lost,
            var (one, other) => one.Outcome == other.Outcome && one.Level == other.Level
                ? null
                : ShadowDifferenceKind.Otherwise,
        };

    // What a version made of the signal, if it told, at once or later.
    private static DecisionRecord? Told(ImmutableArray<WalletEffect> effects, Signal signal)
    {
        foreach (var effect in effects)
            if (effect is WalletEffect.Record { Decision: var decision } && decision.Workflow == signal.Workflow
                && decision.Subject == signal.Subject && decision.CorrelationId == signal.Source.CorrelationId
                && decision.Outcome is DecisionOutcome.Notify or DecisionOutcome.Deferred or DecisionOutcome.Digested)
                return decision;
        return null;
    }

    private static ImmutableArray<Signal> SignalsOf(WalletEvent happened) => happened switch
    {
        WalletEvent.Observed it => it.Signals,
        WalletEvent.Revalued it => it.LastValues,
        WalletEvent.PreferencesChanged it => it.LastValues.AddRange(it.OnTheirWay),
        WalletEvent.TeamTierTold it => it.LastValues.AddRange(it.OnTheirWay),
        _ => [],
    };

    // The part of an event that a workflow decides about; null where it is none of its.
    private static WalletEvent? Concerning(WalletEvent happened, WorkflowId workflow)
    {
        return happened switch
        {
            WalletEvent.Observed it when Of(it.Signals) is { IsEmpty: false } signals => it with { Signals = signals },
            WalletEvent.Revalued it when Of(it.LastValues) is { IsEmpty: false } values =>
                it with { LastValues = values },
            WalletEvent.PreferencesChanged it =>
                it with { LastValues = Of(it.LastValues), OnTheirWay = Of(it.OnTheirWay) },
            WalletEvent.TeamTierTold it =>
                it with { LastValues = Of(it.LastValues), OnTheirWay = Of(it.OnTheirWay) },
            WalletEvent.Orphaned it when it.Workflows.Contains(workflow) => it with { Workflows = [workflow] },
            WalletEvent.ReorgSettled it when it.Workflows.Contains(workflow) => it with { Workflows = [workflow] },
            _ => null,
        };

        ImmutableArray<Signal> Of(ImmutableArray<Signal> signals) => signals.RemoveAll(it => it.Workflow != workflow);
    }
}

/// <summary>What followed from an event in shadow.</summary>
/// <param name="Track">The candidate's episodes; null for none.</param>
/// <param name="Differences">Where it parted from the live version, in the order of the chain.</param>
public sealed record ShadowStep(WorkflowTrack? Track, ImmutableArray<ShadowDifference> Differences);

/// <summary>One alert about which live version and candidate differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Live">What the live version decided, with its reasons.</param>
/// <param name="Candidate">What the candidate would have.</param>
public sealed record ShadowDifference(ShadowDifferenceKind Kind, DecisionRecord Live, DecisionRecord Candidate);

/// <summary>How a candidate differs about an alert. Stored and sent as lower-case words with hyphens.</summary>
public enum ShadowDifferenceKind
{
    /// <summary>Told by the candidate alone.</summary>
    Gained,

    /// <summary>Told by the live version alone.</summary>
    Lost,

    /// <summary>Told by both, at another time or with another severity.</summary>
    Otherwise,
}

using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>When the team's backend is asked for a wallet's tier, and what follows from its answer.</summary>
public static class TeamTierDecision
{
    /// <summary>How long the last answer of a backend counts that was taken out of the configuration.</summary>
    public static readonly TimeSpan WithoutBackend = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether there is reason to ask the backend: it is configured, its last answer is not fresh any more, and the
    /// owner chose no tier.
    /// </summary>
    public static bool IsDue(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        return policy.TeamTierStaleAfter is not null && state.Preferences.Tier is null
            && !(now < state.TeamTier?.FreshUntil);
    }

    /// <summary>
    /// Whether it has to be asked after an event: it is due, and another tier might decide otherwise. A value that lies
    /// beyond no tier's line asks nothing, so that a backend is spared what concerns nobody.
    /// </summary>
    /// <param name="wallet">The wallet after the event.</param>
    /// <param name="before">The wallet before it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="now">When.</param>
    /// <param name="policy">What is decided by.</param>
    public static bool IsCalledFor(
        WalletState wallet, WalletState before, WalletEvent happened, DateTimeOffset now, WalletPolicy policy) =>
        IsDue(wallet, now, policy) && happened switch
        {
            WalletEvent.PreferencesChanged => true,
            WalletEvent.Observed it => it.Signals.Any(signal => signal.Live && Depends(before, signal, policy)),
            WalletEvent.Revalued it => it.LastValues.Any(signal => Depends(before, signal, policy)),
            _ => false,
        };

    /// <summary>
    /// What is known after an answer that has to be decided and saved no more than kept in memory: the same tier again,
    /// not long after the one that is stored. Should the memory be lost, its age is known to less than half of what
    /// makes it stale. Null where the answer is to be decided.
    /// </summary>
    public static TeamTier? Confirmed(TeamTier? known, TeamTier said, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(said);
        ArgumentNullException.ThrowIfNull(policy);
        return known is not null && known.Tier == said.Tier && said.At - known.At < policy.TeamTierStaleAfter / 2
            ? known with { ConfirmedAt = said.At, ETag = TeamTier.Kept(said.ETag), FreshUntil = said.FreshUntil }
            : null;
    }

    /// <summary>
    /// The wallet as it is decided upon: where no backend is asked any more, what it said counts for
    /// <see cref="WithoutBackend"/>, and then as if it had never said anything.
    /// </summary>
    internal static WalletState Counted(WalletState state, DateTimeOffset now, WalletPolicy policy) =>
        policy.TeamTierStaleAfter is null && state.TeamTier is { } said && now - said.HeardAt > WithoutBackend
            ? state with { TeamTier = null }
            : state;

    /// <summary>
    /// The backend answered. Where the tier is another one the present values decide again, as after an owner's choice.
    /// </summary>
    internal static void Told(Turn turn, WalletEvent.TeamTierTold told)
    {
        var before = turn.State;
        turn.State = before with { TeamTier = told.Said with { ETag = TeamTier.Kept(told.Said.ETag) } };
        if (before.TeamTier?.Tier != told.Said.Tier)
            PreferencesDecision.DecideAgain(turn, before, told.LastValues, told.OnTheirWay);
    }

    private static bool Depends(WalletState state, Signal signal, WalletPolicy policy)
    {
        if (!policy.Workflows.TryGetValue(signal.Workflow, out var workflow))
            return false;
        var rule = workflow.Rule;
        if (rule.Tiers.Count == 1 && rule.Segments.IsEmpty && workflow.For.IsEmpty)
            return false;
        var compared = rule.Change is null
            ? signal.Value
            : SignalDecision.MovedBy(signal, workflow, SignalDecision.BookOf(state, signal))?.Change
                ?? Rational.Undefined;
        return rule.Tiers.Values.Any(levels => levels.Thresholds[0].IsCrossedBy(compared));
    }
}

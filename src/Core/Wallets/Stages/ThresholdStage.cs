using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Segments;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Where a wallet's threshold came from.</summary>
internal enum ThresholdOrigin
{
    Own,
    Segment,
    Tier,
    Team,
    Worth,
    DefaultTier,
}

/// <summary>The threshold that applies to a wallet, and the tier whose action would follow.</summary>
internal readonly record struct AppliedThreshold(Levels Line, TierName Tier, ThresholdOrigin Origin)
{
    /// <summary>The segment whose threshold it is; null for none.</summary>
    public SegmentName? Segment { get; init; }

    /// <summary>When the team's backend last said the tier, where that is too long ago; else null.</summary>
    public DateTimeOffset? StaleSince { get; init; }
}

/// <summary>
/// First stage: the owner's own threshold, else the first segment's that the wallet belongs to, else the tier's, which
/// is the owner's choice, else what the team's backend says, else the workflow's default.
/// </summary>
internal static class ThresholdStage
{
    /// <summary>The threshold that applies to the wallet as it is now.</summary>
    public static AppliedThreshold For(Turn turn, Workflow workflow)
    {
        var applied = For(turn.State, workflow) with { StaleSince = StaleSince(turn, workflow) };
        if (workflow.Rule.Segments.IsEmpty || applied.Origin == ThresholdOrigin.Own)
            return applied;
        foreach (var (segment, line) in workflow.Rule.Segments)
            if (turn.Policy.Segments.Has(segment, turn.State, turn.Now, turn.Policy))
                return applied with { Line = line, Origin = ThresholdOrigin.Segment, Segment = segment };
        return applied;
    }

    /// <summary>
    /// The same without segments: the tier is the wallet's whatever segment it belongs to, and the default tier may
    /// depend on what the wallet is worth. An own threshold whose sides do not fit the workflow is passed over: it was
    /// accepted for another version of the workflow.
    /// </summary>
    public static AppliedThreshold For(WalletState state, Workflow workflow)
    {
        var (preferences, rule) = (state.Preferences, workflow.Rule);
        var chosen = Known(preferences.Tier, rule);
        var told = chosen is null ? Known(state.TeamTier?.Tier, rule) : null;
        var byWorth = (chosen ?? told) is null ? workflow.Portfolio?.DefaultFor(state.WorthUsd) : null;
        var tier = chosen ?? told ?? byWorth ?? rule.DefaultTier;
        if (preferences.Thresholds.TryGetValue(workflow.Id, out var own) && own.Fits(rule.Side))
            return new AppliedThreshold(new Levels([own]), tier, ThresholdOrigin.Own);
        return new AppliedThreshold(
            rule.Tiers[tier],
            tier,
            chosen is not null ? ThresholdOrigin.Tier
                : told is not null ? ThresholdOrigin.Team
                : byWorth is null ? ThresholdOrigin.DefaultTier : ThresholdOrigin.Worth);
    }

    /// <summary>Why this threshold, and how much its tier is to be trusted.</summary>
    public static ImmutableArray<Reason> Reasons(AppliedThreshold applied, WalletState state) =>
        applied.StaleSince is not { } since ? [Why(applied, state)] :
        [
            Why(applied, state),
            new Reason(
                ReasonCode.TeamTierStale,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The team's backend is not known to have said the wallet's tier since {since:u}: what it "
                    + $"said then counts on.")),
        ];

    private static Reason Why(AppliedThreshold applied, WalletState state) => applied.Origin switch
    {
        ThresholdOrigin.Own => new Reason(
            ReasonCode.OwnThreshold, $"The owner's own threshold applies: {Text(applied.Line)}."),
        ThresholdOrigin.Segment => new Reason(
            ReasonCode.SegmentThreshold,
            $"The wallet belongs to {applied.Segment}: its threshold applies: {Text(applied.Line)}."),
        ThresholdOrigin.Tier => new Reason(
            ReasonCode.TierThreshold, $"The threshold of tier {applied.Tier} applies: {Text(applied.Line)}."),
        ThresholdOrigin.Team => new Reason(
            ReasonCode.TeamTier,
            $"The owner {Chose(applied, state)}: by the team's backend, tier {applied.Tier} applies: "
            + $"{Text(applied.Line)}."),
        ThresholdOrigin.Worth => new Reason(
            ReasonCode.WorthTier,
            $"The owner {Chose(applied, state)}: by what the portfolio is worth, tier {applied.Tier} applies: "
            + $"{Text(applied.Line)}."),
        _ => new Reason(
            ReasonCode.DefaultTier,
            $"The owner {Chose(applied, state)}: the default tier {applied.Tier} applies: {Text(applied.Line)}."),
    };

    private static string Chose(AppliedThreshold applied, WalletState state) =>
        (state.Preferences.Tier is { } unknown ? $"chose tier {unknown}, which this workflow has not" : "chose no tier")
        + (applied.Origin != ThresholdOrigin.Team && state.TeamTier?.Tier is { } told
            ? $", and the team's backend says {told}, which this workflow has not"
            : "");

    private static TierName? Known(TierName? tier, ThresholdRule rule) =>
        tier is { } name && rule.Tiers.ContainsKey(name) ? name : null;

    // Where the owner's choice applies it does not matter how old the backend's answer is.
    private static DateTimeOffset? StaleSince(Turn turn, Workflow workflow) =>
        turn.Policy.TeamTierStaleAfter is { } allowed && turn.State.TeamTier is { } said
        && turn.Now - said.HeardAt > allowed && Known(turn.State.Preferences.Tier, workflow.Rule) is null
            ? said.HeardAt
            : null;

    private static string Text(Levels line) => string.Join(", ", line.Thresholds);
}

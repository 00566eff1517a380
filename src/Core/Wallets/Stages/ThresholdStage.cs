using Kwala.Core.Segments;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Where a wallet's threshold came from.</summary>
internal enum ThresholdOrigin
{
    Own,
    Segment,
    Tier,
    Worth,
    DefaultTier,
}

/// <summary>The threshold that applies to a wallet, and the tier whose action would follow.</summary>
internal readonly record struct AppliedThreshold(Levels Line, TierName Tier, ThresholdOrigin Origin)
{
    /// <summary>The segment whose threshold it is; null for none.</summary>
    public SegmentName? Segment { get; init; }
}

/// <summary>
/// First stage: the owner's own threshold, else the first segment's that the wallet belongs to, else the tier's, else
/// the workflow's default tier's.
/// </summary>
internal static class ThresholdStage
{
    /// <summary>The threshold that applies to the wallet as it is now.</summary>
    public static AppliedThreshold For(Turn turn, Workflow workflow)
    {
        var applied = For(turn.State, workflow);
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
        var chosen = preferences.Tier is { } wanted && rule.Tiers.ContainsKey(wanted);
        var byWorth = chosen ? null : workflow.Portfolio?.DefaultFor(state.WorthUsd);
        var tier = chosen ? preferences.Tier!.Value : byWorth ?? rule.DefaultTier;
        if (preferences.Thresholds.TryGetValue(workflow.Id, out var own) && own.Fits(rule.Side))
            return new AppliedThreshold(new Levels([own]), tier, ThresholdOrigin.Own);
        return new AppliedThreshold(
            rule.Tiers[tier],
            tier,
            chosen ? ThresholdOrigin.Tier
                : byWorth is null ? ThresholdOrigin.DefaultTier : ThresholdOrigin.Worth);
    }

    /// <summary>Why this threshold.</summary>
    public static Reason Reason(AppliedThreshold applied, Preferences preferences) => applied.Origin switch
    {
        ThresholdOrigin.Own => new Reason(
            ReasonCode.OwnThreshold, $"The owner's own threshold applies: {Text(applied.Line)}."),
        ThresholdOrigin.Segment => new Reason(
            ReasonCode.SegmentThreshold,
            $"The wallet belongs to {applied.Segment}: its threshold applies: {Text(applied.Line)}."),
        ThresholdOrigin.Tier => new Reason(
            ReasonCode.TierThreshold, $"The threshold of tier {applied.Tier} applies: {Text(applied.Line)}."),
        ThresholdOrigin.Worth => new Reason(
            ReasonCode.WorthTier,
            $"The owner {Chose(preferences)}: by what the portfolio is worth, tier {applied.Tier} applies: "
            + $"{Text(applied.Line)}."),
        _ => new Reason(
            ReasonCode.DefaultTier,
            $"The owner {Chose(preferences)}: the default tier {applied.Tier} applies: {Text(applied.Line)}."),
    };

    private static string Chose(Preferences preferences) =>
        preferences.Tier is { } unknown ? $"chose tier {unknown}, which this workflow has not" : "chose no tier";

    private static string Text(Levels line) => string.Join(", ", line.Thresholds);
}

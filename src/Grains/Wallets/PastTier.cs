using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Wallets;

/// <summary>
/// What the team's backend said of a wallet's tier when a log came: as the stored decision says; where none was stored,
/// what it said last.
/// </summary>
internal static class PastTier
{
    /// <summary>The wallet as it is judged by.</summary>
    public static WalletState Of(WalletState state, DecisionRecord? stored, Workflow workflow)
    {
        if (stored is null)
            return state;
        var isSaid = Has(stored, ReasonCode.TeamTier);
        // Where another line went before the tier's, which tier it was is known, and not who said it.
        var isHidden = Has(stored, ReasonCode.OwnThreshold) || Has(stored, ReasonCode.SegmentThreshold);
        return state with
        {
            TeamTier = isSaid || (isHidden && stored.Tier != workflow.Rule.DefaultTier)
                ? new TeamTier(stored.Tier, null, stored.At, stored.At)
                : null,
        };
    }

    /// <summary>The explanation, with what there is to say of the tier that was taken.</summary>
    /// <param name="explained">The explanation.</param>
    /// <param name="judged">The wallet that it was explained by.</param>
    /// <param name="stored">The decision of then; null for none.</param>
    /// <param name="at">When the log came.</param>
    public static DecisionRecord Said(
        DecisionRecord explained, WalletState judged, DecisionRecord? stored, DateTimeOffset at)
    {
        var (first, others) = (explained.Reasons[..1], explained.Reasons[1..]);
        if (stored?.Reasons.FirstOrDefault(it => it.Code == ReasonCode.TeamTierStale) is { } stale)
            return explained with { Reasons = [.. first, stale, .. others] };
        return stored is null && judged.TeamTier is { } said && said.HeardAt > at && DependsOnIt(explained)
            ? explained with { Reasons = [.. first, Today(said), .. others] }
            : explained;
    }

    private static Reason Today(TeamTier said) => new(
        ReasonCode.TeamTierOfToday,
        "What the team's backend said of the wallet then was not stored: what it said last was taken, "
        + $"{(said.Tier is { } tier ? $"tier {tier}" : "no tier")}.");

    private static bool DependsOnIt(DecisionRecord explained) =>
        Has(explained, ReasonCode.TeamTier) || Has(explained, ReasonCode.WorthTier)
        || Has(explained, ReasonCode.DefaultTier);

    private static bool Has(DecisionRecord decision, ReasonCode code) =>
        decision.Reasons.Any(reason => reason.Code == code);
}

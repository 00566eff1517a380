using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// A tier that fits what an owner does better than the present one. It is only ever suggested: nobody but the owner
/// changes a tier.
/// </summary>
/// <param name="Kind">What it was seen by.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Text">It with its reason, in a sentence for the owner.</param>
public sealed record TierSuggestion(KindName Kind, TierName Tier, string Text)
{
    private const int Most = 8;

    /// <summary>
    /// Of each live workflow at most one, of all at most eight: the tier that is nearest to an own threshold; else the
    /// next bolder one where mild alerts are ignored. Nothing where the owner wants nothing learned.
    /// </summary>
    public static ImmutableArray<TierSuggestion> Of(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        if (state.Behaviour.Never)
            return [];
        var ignored = BehaviourSummary.Of(state.Behaviour, now, policy.Behaviour).OfType<Learned.Ignored>().ToList();
        return
        [
            .. policy.Workflows.Values
                .Where(workflow => workflow.Rule is { Change: null, Side: not AlertSide.Either, Tiers.Count: > 1 })
                .Select(workflow => ByOwnThreshold(state, workflow) ?? ByResponses(state, workflow, ignored))
                .OfType<TierSuggestion>()
                .Take(Most),
        ];
    }

    private static TierSuggestion? ByOwnThreshold(WalletState state, Workflow workflow)
    {
        if (!state.Preferences.Thresholds.TryGetValue(workflow.Id, out var own) || !own.Fits(workflow.Rule.Side))
            return null;
        var present = ThresholdStage.For(state, workflow).Tier;
        var nearest = Cautious(workflow).MinBy(tier => Rational.Abs(Line(workflow, tier) - Line(own)));
        return nearest == present ? null : new TierSuggestion(
            workflow.Kind, nearest,
            $"For {workflow.Kind} you chose {own}, which is nearest to tier {nearest} "
            + $"({workflow.Rule.Tiers[nearest].Thresholds[0]}); your tier is {present}. {Adopt(nearest)}");
    }

    private static TierSuggestion? ByResponses(WalletState state, Workflow workflow, List<Learned.Ignored> ignored)
    {
        if (ignored.Where(it => it.Kind == workflow.Kind).MinBy(it => it.Bucket) is not { Evidence: var evidence })
            return null;
        var tiers = Cautious(workflow);
        var at = tiers.IndexOf(ThresholdStage.For(state, workflow).Tier);
        return at + 1 >= tiers.Length ? null : new TierSuggestion(
            workflow.Kind, tiers[at + 1],
            $"You responded to {evidence.Responses} of the last {evidence.Responses + evidence.Ignored} about "
            + $"{workflow.Kind}. Tier {tiers[at + 1]} would tell you later "
            + $"({workflow.Rule.Tiers[tiers[at + 1]].Thresholds[0]}). {Adopt(tiers[at + 1])}");
    }

    // From who is told first to who is told last.
    private static ImmutableArray<TierName> Cautious(Workflow workflow) =>
    [
        .. workflow.Rule.Tiers.Keys.OrderBy(tier => workflow.Rule.Side == AlertSide.Below
            ? -Line(workflow, tier)
            : Line(workflow, tier)),
    ];

    private static Rational Line(Workflow workflow, TierName tier) => Line(workflow.Rule.Tiers[tier].Thresholds[0]);

    private static Rational Line(Threshold threshold) => threshold.Low ?? threshold.High!.Value;

    private static string Adopt(TierName tier) => $"Choose tier {tier} to have it so; nothing changes by itself.";
}

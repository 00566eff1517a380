using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Backtests;

/// <summary>What a backtest tries on the past of a chain.</summary>
/// <param name="Workflow">The workflow; its own trigger makes the signals.</param>
/// <param name="Variants">What its owners might have chosen: each decides every signal. At least one.</param>
/// <param name="Outcome">What the alerts are to come before; null for nothing.</param>
public sealed record BacktestPlan(Workflow Workflow, ImmutableArray<BacktestVariant> Variants, OutcomeEvent? Outcome)
{
    /// <summary>The most variants in one run.</summary>
    public const int VariantsMax = 16;

    /// <summary>What holds for owners who chose nothing of their attention.</summary>
    public AttentionPolicy Attention { get; init; } = AttentionPolicy.Default;

    private readonly WalletPolicy _policy = PolicyFor(Workflow);

    /// <summary>
    /// What a wallet decides by. Every channel of the workflow reaches its owner: a backtest asks when owners would
    /// have been told, not how.
    /// </summary>
    public WalletPolicy PolicyOf(Address wallet) => _policy with { Wallet = wallet, Attention = Attention };

    /// <summary>
    /// A plan with one variant for each threshold and tier; one for each tier of the workflow where none is given. No
    /// portfolio is read: whatever one might keep back is told.
    /// </summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="thresholds">Own thresholds as people write them: 1.30, or 0.95..1.05 for a band.</param>
    /// <param name="tiers">Tiers by name.</param>
    /// <param name="others">What the owners chose besides.</param>
    /// <param name="outcome">What the alerts are to come before.</param>
    public static BacktestPlanning Of(
        Workflow workflow,
        ImmutableArray<string> thresholds,
        ImmutableArray<string> tiers,
        Preferences others,
        OutcomeEvent? outcome)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(others);
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var variants = ImmutableArray.CreateBuilder<BacktestVariant>();
        foreach (var text in thresholds)
            if (Read(text, workflow.Rule.Side) is { } own)
                variants.Add(new BacktestVariant(
                    text.Trim(), others with { Thresholds = others.Thresholds.SetItem(workflow.Id, own) }));
            else
                mistakes.Add($"\"{text}\" is not a threshold of {workflow.Id}: write {Example(workflow.Rule.Side)}.");
        foreach (var name in tiers)
            if (workflow.Rule.Tiers.ContainsKey(new TierName(name)))
                variants.Add(OfTier(new TierName(name), others, workflow));
            else
                mistakes.Add($"{workflow.Id} has no tier \"{name}\": "
                    + NearestWord.Advice(name, [.. workflow.Rule.Tiers.Keys.Select(tier => tier.Value)]));
        if (thresholds.IsEmpty && tiers.IsEmpty)
            variants.AddRange(workflow.Rule.Tiers.Keys.Select(tier => OfTier(tier, others, workflow)));
        if (variants.Count > VariantsMax)
            mistakes.Add($"At most {VariantsMax} thresholds and tiers at once: leave some out.");
        if (variants.Select(variant => variant.Label).Distinct().Count() < variants.Count)
            mistakes.Add("A threshold or tier is given twice: leave one out.");
        return mistakes.Count == 0
            ? new BacktestPlanning.Planned(new BacktestPlan(
                AsTried(workflow), variants.ToImmutable(), outcome))
            : new BacktestPlanning.Refused(mistakes.ToImmutable());
    }

    // What owners did teaches nothing here, and whom a price concerns nobody knows but the listener.
    private static Workflow AsTried(Workflow workflow) => workflow with
    {
        Portfolio = null,
        ActsOn = [],
        Rechecks = workflow.Rechecks.RemoveAll(recheck => recheck.Moves is not null),
    };

    private static BacktestVariant OfTier(TierName tier, Preferences others, Workflow workflow) => new(
        $"tier {tier}", others with { Tier = tier, Thresholds = others.Thresholds.Remove(workflow.Id) });

    private static Threshold? Read(string text, AlertSide side)
    {
        var sides = text.Split("..");
        if (sides.Length != (side == AlertSide.Either ? 2 : 1)
            || !Rational.TryParse(sides[0].Trim(), out var first) || !Rational.TryParse(sides[^1].Trim(), out var last))
            return null;
        var threshold = side switch
        {
            AlertSide.Below => Threshold.Below(first),
            AlertSide.Above => Threshold.Above(first),
            _ => new Threshold(first, last),
        };
        return threshold.Fits(side) ? threshold : null;
    }

    private static string Example(AlertSide side) => side == AlertSide.Either
        ? "a band such as 0.95..1.05"
        : "a number such as 1.30";

    private static WalletPolicy PolicyFor(Workflow workflow) => new(
        default,
        ImmutableSortedDictionary<WorkflowId, Workflow>.Empty.Add(workflow.Id, workflow),
        workflow.Actions.Values.SelectMany(action => action.Channels).Append(ChannelName.Inbox).Distinct()
            .ToImmutableSortedDictionary(
                channel => channel, _ => new ChannelTraits(CollapsesByKey: true, NeedsAddress: false)),
        RetryPolicy.Default)
    {
        // Nobody knows what owners would have done with these alerts: silence must not be taken for indifference.
        Behaviour = BehaviourPolicy.Default with { Mode = LearningMode.Off },
    };
}

/// <summary>One thing that the owners of a backtest might have chosen.</summary>
/// <param name="Label">What people call it, such as 1.30 or tier standard.</param>
/// <param name="Preferences">The choice; everything else is as they say, too.</param>
public sealed record BacktestVariant(string Label, Preferences Preferences);

/// <summary>What became of a plan.</summary>
public abstract record BacktestPlanning
{
    private BacktestPlanning()
    {
    }

    /// <summary>It can be run.</summary>
    public sealed record Planned(BacktestPlan Plan) : BacktestPlanning;

    /// <summary>It has mistakes: all of them, each with its remedy.</summary>
    public sealed record Refused(ImmutableArray<string> Mistakes) : BacktestPlanning;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<BacktestPlan, T> planned, Func<ImmutableArray<string>, T> refused) => this switch
    {
        Planned it => planned(it.Plan),
        Refused it => refused(it.Mistakes),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

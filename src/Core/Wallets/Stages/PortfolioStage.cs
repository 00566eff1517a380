using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// Does what happened touch what the wallet holds, and in which words is it told? The critical lane is never kept back
/// (decision 13).
/// </summary>
internal static class PortfolioStage
{
    private const long WorthMax = 1_000_000_000_000_000;

    private static readonly PortfolioSeen NotRead = new(null, "No portfolio was read for this value.");

    /// <summary>
    /// In this order: unknown or stale, which keeps back in the bulk lane alone; too little of it in the assets; too
    /// small an impact; the words by class.
    /// </summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        if (verdict.Workflow.Portfolio is not { } plan)
            return telling;
        var (seen, lane) = (verdict.Signal.Portfolio ?? NotRead, verdict.Workflow.Lane);
        if (seen.Problem is { } problem)
            return InDoubt(seen.View is null ? telling : Worded(telling, plan, seen.View), seen, problem, lane);
        var view = seen.View!;
        if (lane != Lane.Critical && TooLittle(plan, view, Impact(view, verdict.Moved)) is { } reason)
            return telling.KeepBack(reason);
        return Worded(telling, plan, view).Because(new Reason(
            ReasonCode.PortfolioTouched,
            $"{Held(view, verdict)}{Moves(view, verdict)}; with a concentration of "
            + $"{Index(view.Concentration)} it is {plan.ClassOf(view).ToString().ToLowerInvariant()}."));
    }

    /// <summary>
    /// Whether an episode that was kept back for too little in the portfolio is worth telling with this value: it was
    /// bought since, or moved farther.
    /// </summary>
    public static bool IsTouchedNow(Verdict verdict, Episode.Open open) =>
        verdict.Workflow.Portfolio is { } plan && verdict.Book.Untouched == open.Number
        && verdict.Signal.Portfolio?.Fresh is { } view && TooLittle(plan, view, Impact(view, verdict.Moved)) is null;

    /// <summary>Whether it was kept back here.</summary>
    public static bool KeptBack(Telling telling) => telling is
    {
        Kind: TellingKind.KeptBack,
        Reasons: [.., { Code: ReasonCode.PortfolioUntouched or ReasonCode.ImpactTooSmall }],
    };

    /// <summary>Keeps the wallet's worth in mind where it means another default tier than what was known.</summary>
    public static void Remember(Turn turn, Signal signal, Workflow workflow)
    {
        if (workflow.Portfolio is not { Defaults.IsEmpty: false } plan
            || signal.Portfolio?.Fresh is not { NetUsd.IsFinite: true } view)
            return;
        var worth = Whole(view.NetUsd);
        if (plan.DefaultFor(worth) != plan.DefaultFor(turn.State.WorthUsd))
            turn.State = turn.State with { WorthUsd = worth };
    }

    /// <summary>What a message may say of it.</summary>
    public static void AddFields(ImmutableSortedDictionary<string, string>.Builder fields, Verdict verdict)
    {
        if (verdict.Workflow.Portfolio is not { } plan || verdict.Signal.Portfolio?.View is not { } view)
            return;
        fields[TemplateFields.Exposure] = Percent(view.Exposure);
        fields[TemplateFields.Concentration] = Index(view.Concentration);
        fields[TemplateFields.PortfolioClass] = plan.ClassOf(view).ToString().ToLowerInvariant();
        fields[TemplateFields.PortfolioUsd] = Usd(view.NetUsd);
        if (Impact(view, verdict.Moved) is { } impact)
            fields[TemplateFields.ImpactUsd] = Usd(impact);
    }

    private static Telling InDoubt(Telling telling, PortfolioSeen seen, string problem, Lane lane)
    {
        var code = seen.View is null ? ReasonCode.PortfolioUnknown : ReasonCode.PortfolioStale;
        return lane == Lane.Bulk
            ? telling.KeepBack(new Reason(code, $"{problem} The bulk lane tells nothing in doubt.")
            {
                Otherwise = "It would have been judged by a portfolio that is known.",
            })
            : telling.Because(new Reason(code, $"{problem} It is told as if it touched the wallet."));
    }

    private static Reason? TooLittle(PortfolioPlan plan, PortfolioView view, Rational? impact) => (view, impact) switch
    {
        _ when view.Exposure.Sign == 0 || view.Exposure < plan.ExposureMin => new Reason(
            ReasonCode.PortfolioUntouched,
            $"{Percent(view.Exposure)} of the portfolio at block {view.Block} is in what moved"
            + $"{(plan.ExposureMin.Sign > 0 ? $"; the workflow tells from {Percent(plan.ExposureMin)} on" : "")}.")
        {
            Otherwise = plan.ExposureMin.Sign > 0
                ? $"The owner would have been told with an exposure of at least {Percent(plan.ExposureMin)}."
                : "The owner would have been told with any exposure.",
        },
        (_, { } moved) when Rational.Abs(moved) < plan.ImpactMin => new Reason(
            ReasonCode.ImpactTooSmall,
            $"The move changes the portfolio by {Usd(moved)} USD; the workflow tells from "
            + $"{Usd(plan.ImpactMin!.Value)} on.")
        {
            Otherwise = $"The owner would have been told with an impact of at least {Usd(plan.ImpactMin.Value)} USD.",
        },
        _ => null,
    };

    private static Telling Worded(Telling telling, PortfolioPlan plan, PortfolioView view) =>
        plan.Words.TryGetValue(plan.ClassOf(view), out var words)
            ? telling with { Action = telling.Action! with { Template = words } }
            : telling;

    private static Rational? Impact(PortfolioView view, Moved? moved) =>
        moved is null ? null : view.ImpactOf(moved.From, moved.To);

    private static string Held(PortfolioView view, Verdict verdict)
    {
        var age = verdict.Signal.Source.BlockTime - view.BlockTime;
        return $"{Percent(view.Exposure)} of the portfolio ({Usd(view.ExposedUsd)} USD; {Usd(view.NetUsd)} USD in all, "
            + $"block {view.Block}"
            + string.Create(
                CultureInfo.InvariantCulture, $"{(age > TimeSpan.Zero ? $", {(long)age.TotalSeconds} s before" : "")})")
            + " is in what moved";
    }

    private static string Moves(PortfolioView view, Verdict verdict) =>
        Impact(view, verdict.Moved) is { } impact ? $", which changes it by {Usd(impact)} USD" : "";

    private static string Percent(Rational share) => Shown.Cut($"{(share * 100).ToDecimalString(2)}%");

    private static string Index(Rational index) => Shown.Cut(index.ToDecimalString(2));

    private static string Usd(Rational amount) => Shown.Cut(amount.ToDecimalString(2));

    private static long Whole(Rational usd) =>
        usd.Sign <= 0 ? 0 : (long)BigInteger.Min(usd.Numerator / usd.Denominator, WorthMax);
}

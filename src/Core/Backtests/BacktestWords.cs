using System.Globalization;

namespace Kwala.Core.Backtests;

/// <summary>A backtest in one sentence.</summary>
public static class BacktestWords
{
    /// <summary>
    /// Such as: With 1.30 you would have had 4 alerts in 90 days, one of them 3 hours before the liquidation; with 1.20
    /// one, 20 minutes before.
    /// </summary>
    public static string Sentence(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var parts = report.Variants.Select((variant, index) => report.Scope.Wallets <= 1
            ? OfOne(variant, report, isFirst: index == 0)
            : OfMany(variant, report, isFirst: index == 0));
        return string.Concat(string.Join("; ", parts), ".");
    }

    /// <summary>A time in its largest fitting unit: 90 days, 3 hours, 20 minutes, 45 seconds.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalHours: >= 48 } => Count(time.TotalDays, "day"),
        { TotalMinutes: >= 120 } => Count(time.TotalHours, "hour"),
        { TotalSeconds: >= 120 } => Count(time.TotalMinutes, "minute"),
        _ => Count(time.TotalSeconds, "second"),
    };

    private static string OfOne(VariantReport variant, BacktestReport report, bool isFirst)
    {
        var head = isFirst
            ? $"With {variant.Label} you would have had {Alerts(variant.Alerts)} in {Length(report)}"
            : $"with {variant.Label} {Few(variant.Alerts)}";
        return head + Before(variant, report, isFirst);
    }

    private static string Before(VariantReport variant, BacktestReport report, bool isFirst)
    {
        if (variant.Leads is not { Outcomes: > 0 } leads || variant.Alerts == 0)
            return "";
        var before = isFirst ? $"before the {report.Outcome}" : "before";
        if (leads.Outcomes == 1)
            return leads.Longest is { } lead
                ? $", {(variant.Alerts == 1 ? "" : "one of them ")}{Span(lead)} {before}"
                : $", none of them {before}";
        return leads.Warned == 0
            ? $", none of them before one of the {Outcomes(leads, report)}"
            : Warned(leads, report);
    }

    private static string OfMany(VariantReport variant, BacktestReport report, bool isFirst)
    {
        var head = isFirst
            ? $"With {variant.Label} there would have been {Alerts(variant.Alerts)} to {Number(variant.WalletsTold)}"
                + $" of {Count(report.Scope.Wallets, "wallet")} in {Length(report)}"
            : $"with {variant.Label} {Few(variant.Alerts)} to {Number(variant.WalletsTold)}";
        return variant.Leads is { Outcomes: > 0 } leads ? head + Warned(leads, report) : head;
    }

    private static string Warned(LeadTimes leads, BacktestReport report) =>
        $", before {Number(leads.Warned)} of {Outcomes(leads, report)}"
        + (leads.Median is { } median ? $", at the median {Span(median)} before" : "");

    private static string Outcomes(LeadTimes leads, BacktestReport report) => Count(leads.Outcomes, report.Outcome!);

    private static string Length(BacktestReport report) => Span(report.Scope.To - report.Scope.From);

    private static string Alerts(long count) => count switch
    {
        0 => "no alert",
        1 => "one alert",
        _ => Count(count, "alert"),
    };

    private static string Few(long count) => count == 0 ? "none" : count == 1 ? "one" : Number(count);

    private static string Count(double count, string of)
    {
        var whole = (long)Math.Round(count, MidpointRounding.AwayFromZero);
        return $"{Number(whole)} {of}{(whole == 1 ? "" : "s")}";
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Core.Backtests;

namespace Kwala.Grains.Backtests;

/// <summary>A report as JSON: docs/backtest.md lists its members.</summary>
public static class BacktestJson
{
    /// <summary>The whole report as one object.</summary>
    public static JsonObject Of(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = Head(report);
        json["variants"] = new JsonArray([.. report.Variants.Select(Of)]);
        return json;
    }

    /// <summary>The report without its variants.</summary>
    public static JsonObject Head(BacktestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var scope = report.Scope;
        return new JsonObject
        {
            ["sentence"] = BacktestWords.Sentence(report),
            ["workflow"] = report.Workflow.Value,
            ["version"] = report.Version.ToString(),
            ["outcome"] = report.Outcome,
            ["scope"] = new JsonObject
            {
                ["fromBlock"] = scope.FromBlock,
                ["toBlock"] = scope.ToBlock,
                ["from"] = Instant(scope.From),
                ["to"] = Instant(scope.To),
                ["logs"] = scope.Logs,
                ["undecodable"] = scope.Undecodable,
                ["signals"] = scope.Signals,
                ["wallets"] = scope.Wallets,
            },
        };
    }

    /// <summary>One variant.</summary>
    public static JsonObject Of(VariantReport variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return new JsonObject
        {
            ["label"] = variant.Label,
            ["alerts"] = variant.Alerts,
            ["alertsByLevel"] = new JsonArray([.. variant.AlertsByLevel.Select(it => JsonValue.Create(it))]),
            ["messages"] = Counts(variant.Messages),
            ["walletsTold"] = variant.WalletsTold,
            ["alertsMax"] = variant.AlertsMax,
            ["leads"] = variant.Leads is { } leads ? Of(leads) : null,
            ["decisions"] = Counts(variant.Decisions),
            ["keptBack"] = Counts(variant.KeptBack),
            ["wallets"] = new JsonArray([.. variant.Wallets.Select(Of)]),
            ["moreWallets"] = variant.MoreWallets,
        };
    }

    private static JsonObject Of(LeadTimes leads) => new()
    {
        ["outcomes"] = leads.Outcomes,
        ["warned"] = leads.Warned,
        ["shortestSeconds"] = Seconds(leads.Shortest),
        ["medianSeconds"] = Seconds(leads.Median),
        ["longestSeconds"] = Seconds(leads.Longest),
    };

    private static JsonObject Of(WalletReport wallet) => new()
    {
        ["wallet"] = wallet.Wallet.ToString(),
        ["messages"] = new JsonArray([.. wallet.Messages.Select(message => new JsonObject
        {
            ["at"] = Instant(message.At),
            ["role"] = Word(message.Role),
            ["subject"] = message.Subject.Value,
            ["episode"] = message.Episode,
            ["level"] = message.Level,
            ["value"] = message.Value,
            ["log"] = message.CorrelationId,
        })]),
        ["messagesInAll"] = wallet.MessagesInAll,
        ["outcomes"] = new JsonArray([.. wallet.Outcomes.Select(outcome => new JsonObject
        {
            ["at"] = Instant(outcome.At),
            ["block"] = outcome.Block,
            ["leadSeconds"] = Seconds(outcome.Lead),
        })]),
    };

    private static JsonObject Counts<T>(IReadOnlyDictionary<T, long> counts)
        where T : struct, Enum =>
        new(counts.Select(it => KeyValuePair.Create<string, JsonNode?>(Word(it.Key), it.Value)));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static double? Seconds(TimeSpan? time) => time?.TotalSeconds;

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

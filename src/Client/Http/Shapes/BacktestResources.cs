using System.ComponentModel;
using System.Text.Json;

namespace Kwala.Client.Http.Shapes;

/// <summary>What to try on the past.</summary>
[Description("What to try on the past.")]
internal sealed record BacktestQuestionResource
{
    [Description("The first block. Give it or fromTime.")]
    public long? From { get; init; }

    [Description("The last block; the newest where it and toTime are left out.")]
    public long? To { get; init; }

    [Description("From the first block at or after this: a date or an instant of ISO 8601, in UTC.")]
    public string? FromTime { get; init; }

    [Description("To the last block before this: a date or an instant of ISO 8601, in UTC.")]
    public string? ToTime { get; init; }

    [Description("A live workflow; not looked at where there is a text.")]
    public string? Workflow { get; init; }

    [Description("The text of a workflow that is not live.")]
    public string? Yaml { get; init; }

    [Description("These wallets alone; all where it is empty.")]
    public IReadOnlyList<string> Wallets { get; init; } = [];

    [Description("Thresholds to try, such as \"1.30\", or \"0.95..1.05\" for a band.")]
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    [Description("Tiers to try; all where neither these nor thresholds are given.")]
    public IReadOnlyList<string> Tiers { get; init; } = [];

    [Description("What alerts should come before.")]
    public BacktestOutcomeResource? Outcome { get; init; }
}

internal sealed record BacktestOutcomeResource
{
    [Description("The event as in Solidity.")]
    public string Event { get; init; } = "";

    [Description("The argument that holds the wallet, where that is not clear.")]
    public string? Wallet { get; init; }

    [Description("What one is called, such as liquidation.")]
    public string? Name { get; init; }

    [Description("The contracts that emit it; any where it is empty.")]
    public IReadOnlyList<string> Contracts { get; init; } = [];
}

internal sealed record BacktestStartedResource(string Id);

internal sealed record BacktestResource(
    string Id,
    [property: Description("running, finished or failed")] string State,
    [property: Description("About how much of the past is done, 0 to 1.")] double Share,
    [property: Description("The last block that is done.")] long Block,
    [property: Description("How many logs were decided.")] long Logs,
    [property: Description("What holds it up, or why it failed; null for nothing.")] string? Trouble,
    [property: Description("The report; docs/backtest.md gives its members. Null while there is none.")]
    JsonElement? Report);

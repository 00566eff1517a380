using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>What to try on the past.</summary>
/// <param name="From">The first block; not looked at where there is <see cref="FromTime"/>.</param>
/// <param name="To">The last block; null for the newest, or where there is <see cref="ToTime"/>.</param>
public sealed record BacktestQuestion(long From, long? To)
{
    /// <summary>From the first block at or after this; null for <see cref="From"/>.</summary>
    public DateTimeOffset? FromTime { get; init; }

    /// <summary>To the last block before this; null for <see cref="To"/>.</summary>
    public DateTimeOffset? ToTime { get; init; }

    /// <summary>A live workflow; not looked at where there is a text.</summary>
    public WorkflowId? Workflow { get; init; }

    /// <summary>The text of a workflow that is not live; null for the live one.</summary>
    public string? Yaml { get; init; }

    /// <summary>These wallets alone; empty for all.</summary>
    public ImmutableArray<Address> Wallets { get; init; } = [];

    /// <summary>Thresholds to try, such as 1.30, or 0.95..1.05 for a band.</summary>
    public ImmutableArray<string> Thresholds { get; init; } = [];

    /// <summary>Tiers to try; all where neither these nor thresholds are given.</summary>
    public ImmutableArray<string> Tiers { get; init; } = [];

    /// <summary>What alerts should come before; null for nothing.</summary>
    public BacktestOutcomeEvent? Outcome { get; init; }
}

/// <summary>What ends badly for a wallet.</summary>
/// <param name="Event">The event as in Solidity.</param>
/// <param name="Wallet">The argument that holds the wallet; null where that is clear.</param>
/// <param name="Name">What one is called, such as liquidation; null for the event's name.</param>
/// <param name="Contracts">The contracts that emit it; empty for any.</param>
public sealed record BacktestOutcomeEvent(
    string Event, string? Wallet, string? Name, ImmutableArray<Address> Contracts);

/// <summary>How a backtest stands.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">A stable word: running, finished or failed.</param>
/// <param name="Share">About how much of the past is done, 0 to 1.</param>
/// <param name="Block">The last block that is done.</param>
/// <param name="Logs">How many logs were decided.</param>
/// <param name="Trouble">What holds it up, or why it failed; null for nothing.</param>
/// <param name="Report">The report as one JSON object (docs/backtest.md); null while there is none.</param>
public sealed record BacktestStanding(
    string Id, string State, double Share, long Block, long Logs, string? Trouble, string? Report);

/// <summary>How the wish to start a backtest ended.</summary>
public abstract record BacktestOutcome
{
    private BacktestOutcome()
    {
    }

    /// <summary>It runs.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record Started(string Id) : BacktestOutcome;

    /// <summary>It cannot be run as it was asked: all mistakes. Over HTTP also where the API key may not.</summary>
    public sealed record Refused(ImmutableArray<string> Mistakes) : BacktestOutcome;

    /// <summary>As many as may run at a time do.</summary>
    public sealed record Busy : BacktestOutcome;

    /// <summary>Nobody answered; the same may be asked again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : BacktestOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<string, T> started,
        Func<ImmutableArray<string>, T> refused,
        Func<T> busy,
        Func<string, T> unavailable) => this switch
        {
            Started it => started(it.Id),
            Refused it => refused(it.Mistakes),
            Busy => busy(),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}

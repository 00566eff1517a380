using System.Collections.Immutable;
using System.Diagnostics;
using Orleans;

namespace Kwala.Grains.Interfaces.Backtests;

/// <summary>Where a backtest stands.</summary>
[GenerateSerializer, Alias("kwala.BacktestState")]
public enum BacktestState
{
    /// <summary>It reads and decides.</summary>
    Running = 0,

    /// <summary>It came to the end; there is a report.</summary>
    Finished = 1,

    /// <summary>The past could not be read.</summary>
    Failed = 2,
}

/// <summary>How a backtest stands.</summary>
[GenerateSerializer, Immutable, Alias("kwala.BacktestStatus")]
public sealed record BacktestStatus
{
    /// <summary>Which.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)]
    public required BacktestState State { get; init; }

    /// <summary>About how much of the past is done, 0 to 1.</summary>
    [Id(2)]
    public double Share { get; init; }

    /// <summary>The last block that is done.</summary>
    [Id(3)]
    public long Block { get; init; }

    /// <summary>How many logs were decided.</summary>
    [Id(4)]
    public long Logs { get; init; }

    /// <summary>What holds it up, or why it failed; null for nothing.</summary>
    [Id(5)]
    public string? Trouble { get; init; }

    /// <summary>The report as one JSON object (docs/backtest.md); null while there is none.</summary>
    [Id(6)]
    public string? Report { get; init; }
}

/// <summary>What became of the wish to start a backtest.</summary>
[GenerateSerializer, Immutable, Alias("kwala.BacktestStart")]
public abstract record BacktestStart
{
    private BacktestStart()
    {
    }

    /// <summary>It runs.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.BacktestStart.Started")]
    public sealed record Started : BacktestStart
    {
        /// <summary>Its id.</summary>
        [Id(0)]
        public required string Id { get; init; }
    }

    /// <summary>It cannot be run as it was asked: all mistakes.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.BacktestStart.Refused")]
    public sealed record Refused : BacktestStart
    {
        /// <summary>Each with its remedy.</summary>
        [Id(0)]
        public required ImmutableArray<string> Mistakes { get; init; }
    }

    /// <summary>As many as may run at a time do.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.BacktestStart.Busy")]
    public sealed record Busy : BacktestStart;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<string, T> started, Func<ImmutableArray<string>, T> refused, Func<T> busy) => this switch
    {
        Started it => started(it.Id),
        Refused it => refused(it.Mistakes),
        Busy => busy(),
        _ => throw new UnreachableException(),
    };
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Orleans;

namespace Kwala.Grains.Interfaces.Backtests;

/// <summary>What is to be tried, as it was asked.</summary>
[GenerateSerializer, Immutable, Alias("kwala.BacktestAsked")]
public sealed record BacktestAsked
{
    /// <summary>The workflow's text; null for the live one of <see cref="Workflow"/>.</summary>
    [Id(0)]
    public string? Yaml { get; init; }

    /// <summary>The name of a live workflow; not looked at where there is a text.</summary>
    [Id(1)]
    public string? Workflow { get; init; }

    /// <summary>The first block; not looked at where there is <see cref="FromTime"/>.</summary>
    [Id(2)]
    public required long From { get; init; }

    /// <summary>The last block; null for the newest, or where there is <see cref="ToTime"/>.</summary>
    [Id(3)]
    public long? To { get; init; }

    /// <summary>These wallets alone; empty for all.</summary>
    [Id(4)]
    public ImmutableArray<Address> Wallets { get; init; } = [];

    /// <summary>Thresholds to try, as people write them.</summary>
    [Id(5)]
    public ImmutableArray<string> Thresholds { get; init; } = [];

    /// <summary>Tiers to try.</summary>
    [Id(6)]
    public ImmutableArray<string> Tiers { get; init; } = [];

    /// <summary>The event that alerts should come before; null for none.</summary>
    [Id(7)]
    public string? Outcome { get; init; }

    /// <summary>The contracts that emit it; empty for any.</summary>
    [Id(8)]
    public ImmutableArray<Address> OutcomeContracts { get; init; } = [];

    /// <summary>The argument that holds its wallet; null where that is clear.</summary>
    [Id(9)]
    public string? OutcomeWallet { get; init; }

    /// <summary>What one is called; null for the event's name.</summary>
    [Id(10)]
    public string? OutcomeName { get; init; }

    /// <summary>From the first block at or after this; null for <see cref="From"/>.</summary>
    [Id(11)]
    public DateTimeOffset? FromTime { get; init; }

    /// <summary>To the last block before this; null for <see cref="To"/>.</summary>
    [Id(12)]
    public DateTimeOffset? ToTime { get; init; }
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>What a history item tells of.</summary>
[GenerateSerializer, Alias("kwala.RecordTopic")]
public enum RecordTopic
{
    /// <summary>A decision that changed something, with its reasons.</summary>
    Decision = 0,

    /// <summary>A message as the in-app inbox shows it.</summary>
    Inbox = 1,

    /// <summary>How a delivery ended.</summary>
    Delivery = 2,

    /// <summary>A delivery that was given up.</summary>
    DeadLetter = 3,

    /// <summary>The preferences as they were from an instant on.</summary>
    Preferences = 4,
}

/// <summary>Which items to read. Null means any.</summary>
[GenerateSerializer, Immutable, Alias("kwala.HistoryFilter")]
public sealed record HistoryFilter
{
    /// <summary>Only this kind of notification.</summary>
    [Id(0)]
    public string? Kind { get; init; }

    /// <summary>Only this outcome, such as <c>notify</c> or <c>delivered</c>.</summary>
    [Id(1)]
    public string? Outcome { get; init; }

    /// <summary>At or after this instant.</summary>
    [Id(2)]
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    [Id(3)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>At most so many: 1 to 500; outside it is taken as the nearest of these.</summary>
    [Id(4)]
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended, as <see cref="HistoryItems.Next"/> gave it.</summary>
    [Id(5)]
    public string? Cursor { get; init; }

    /// <summary>Only of this workflow. A page may then hold fewer items than it could, and not be the last.</summary>
    [Id(6)]
    public string? Workflow { get; init; }
}

/// <summary>One page of history.</summary>
[GenerateSerializer, Immutable, Alias("kwala.HistoryItems")]
public sealed record HistoryItems
{
    /// <summary>Newest first.</summary>
    [Id(0)]
    public required ImmutableArray<HistoryItem> Items { get; init; }

    /// <summary>The cursor of the next page; null at the end.</summary>
    [Id(1)]
    public string? Next { get; init; }
}

/// <summary>One item of a wallet's history.</summary>
[GenerateSerializer, Immutable, Alias("kwala.HistoryItem")]
public sealed record HistoryItem
{
    /// <summary>Whose history.</summary>
    [Id(0)]
    public required Address Wallet { get; init; }

    /// <summary>What it tells of.</summary>
    [Id(1)]
    public required RecordTopic Topic { get; init; }

    /// <summary>Unique within wallet and topic.</summary>
    [Id(2)]
    public required string Key { get; init; }

    /// <summary>When it happened.</summary>
    [Id(3)]
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of notification; empty where there is none.</summary>
    [Id(4)]
    public required string Kind { get; init; }

    /// <summary>The outcome as a stable word; empty where there is none.</summary>
    [Id(5)]
    public required string Outcome { get; init; }

    /// <summary>The content as one JSON object; its shape belongs to the topic (docs/history.md).</summary>
    [Id(6)]
    public required string Body { get; init; }
}

/// <summary>How many dead letters wait.</summary>
[GenerateSerializer, Immutable, Alias("kwala.DeadLetterCount")]
public sealed record DeadLetterCount
{
    /// <summary>The number; counting stops at 10,000.</summary>
    [Id(0)]
    public required int Count { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    [Id(1)]
    public required bool AndMore { get; init; }
}

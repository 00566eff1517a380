using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Stored;

// The JSON of history rows, one shape per topic: what the API shows and "explain" reads.

/// <summary>Of <see cref="Ports.Storage.HistoryTopic.Decision"/>.</summary>
internal sealed record DecisionBody
{
    public required string Workflow { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required DecisionOutcome Outcome { get; init; }

    public required ReasonBody[] Reasons { get; init; }

    public required string Tier { get; init; }

    public required string Value { get; init; }

    public ThresholdStored? Line { get; init; }

    public long Episode { get; init; }

    public int? Level { get; init; }

    public PositionStored? Position { get; init; }

    public string? Transaction { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The phase that it was decided in; null for no open episode.</summary>
    public EpisodeStored? Before { get; init; }

    /// <summary>What lies after this position was decided later.</summary>
    public PositionStored? Through { get; init; }
}

internal sealed record ReasonBody
{
    public required ReasonCode Code { get; init; }

    public required string Text { get; init; }

    public string? Otherwise { get; init; }
}

/// <summary>Of <see cref="Ports.Storage.HistoryTopic.Inbox"/>.</summary>
internal sealed record InboxBody
{
    public required string Title { get; init; }

    public required string Text { get; init; }

    public required string Workflow { get; init; }

    public required string Kind { get; init; }

    public required Urgency Urgency { get; init; }

    public required NotificationRole Role { get; init; }

    public required string Chain { get; init; }

    public required string Subject { get; init; }

    public required string CorrelationId { get; init; }

    public required SortedDictionary<string, string> Fields { get; init; }
}

/// <summary>Of <see cref="Ports.Storage.HistoryTopic.Delivery"/>, and a part of <see cref="DeadLetterBody"/>.</summary>
internal sealed record DeliveryBody
{
    public required string Key { get; init; }

    public required string Channel { get; init; }

    public required string Kind { get; init; }

    public required string Outcome { get; init; }

    public required string Detail { get; init; }

    public required int Attempts { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Of <see cref="Ports.Storage.HistoryTopic.DeadLetter"/>: with what is needed to send it again.</summary>
internal sealed record DeadLetterBody
{
    public required DeliveryBody Delivery { get; init; }

    public required NotificationStored Notification { get; init; }

    /// <summary>All channels of a displaced notification that has several; else that of the delivery.</summary>
    public string[]? Channels { get; init; }

    /// <summary>Until when a displaced notification was put off.</summary>
    public DateTimeOffset? DeferredUntil { get; init; }

    /// <summary>Of a displaced end: over which channels something of its episode had arrived.</summary>
    public string[]? Heard { get; init; }
}

using System.Text.Json.Serialization;
using Kwala.Core.Delivery;

namespace Kwala.Grains.Stored;

/// <summary>What an owner chose of attention.</summary>
internal sealed record AttentionChoicesStored
{
    public string? Zone { get; init; }

    /// <summary>Such as <c>22:00-07:00</c>.</summary>
    public string? Quiet { get; init; }

    public int? PerDay { get; init; }

    public int? PerWeek { get; init; }

    /// <summary>Such as <c>daily 09:00</c>.</summary>
    public string? Digest { get; init; }

    public string[]? DigestKinds { get; init; }

    public SnoozeStored[]? Snoozes { get; init; }
}

/// <summary>Of a kind, or of a workflow's position.</summary>
internal sealed record SnoozeStored
{
    public string? Kind { get; init; }

    public string? Workflow { get; init; }

    public string? Subject { get; init; }

    public DateTimeOffset? Until { get; init; }

    public long? Episode { get; init; }
}

/// <summary>What a wallet took of its owner's attention.</summary>
internal sealed record AttentionStored
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Day { get; init; }

    public int[]? Counts { get; init; }

    public SortedDictionary<string, DateTimeOffset>? LastTold { get; init; }

    public DigestBookStored[]? Digests { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DigestsUsed { get; init; }
}

internal sealed record DigestBookStored
{
    public required string Name { get; init; }

    public required long Number { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>Of <see cref="Ports.Storage.HistoryTopic.DigestItem"/>.</summary>
internal sealed record DigestItemBody
{
    public required string Key { get; init; }

    public required string Workflow { get; init; }

    public required string Kind { get; init; }

    public required Lane Lane { get; init; }

    public required string Chain { get; init; }

    public required string Subject { get; init; }

    public required long Episode { get; init; }

    public required int Level { get; init; }

    public required int Ordinal { get; init; }

    public required string Line { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required string[] Channels { get; init; }

    public int? Bucket { get; init; }

    public string? Template { get; init; }

    public SortedDictionary<string, string>? Fields { get; init; }
}

using System.Text.Json.Serialization;
using Kwala.Core.Delivery;

namespace Kwala.Grains.Stored;

// What a reorg would need (decision 10). The names are short: a busy wallet keeps dozens of these in its 8 KB.

/// <summary>The phase that a block replaced.</summary>
internal sealed record ReplacedStored
{
    [JsonPropertyName("b")]
    public required long Block { get; init; }

    [JsonPropertyName("h")]
    public required string Hash { get; init; }

    /// <summary>Of the episode; absent where none was open.</summary>
    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    [JsonPropertyName("l"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Level { get; init; }

    [JsonPropertyName("a")]
    public int? AlertedLevel { get; init; }

    [JsonPropertyName("k"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Alerts { get; init; }

    /// <summary>Absent where they are those of the next open phase after this one.</summary>
    [JsonPropertyName("w")]
    public ThresholdStored[]? Line { get; init; }

    [JsonPropertyName("o"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OpenedAt { get; init; }

    [JsonPropertyName("d"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Doubtful { get; init; }

    [JsonPropertyName("p")]
    public PastStored? Past { get; init; }

    /// <summary>When it was to end before the block moved that.</summary>
    [JsonPropertyName("e")]
    public DateTimeOffset? End { get; init; }
}

/// <summary>Past values of a position.</summary>
internal sealed record PastStored
{
    [JsonPropertyName("v")]
    public required string Last { get; init; }

    [JsonPropertyName("t")]
    public required long At { get; init; }

    [JsonPropertyName("s")]
    public SpanStored[]? Spans { get; init; }
}

/// <summary>A part of a window; the highest value is absent where it is the lowest.</summary>
internal sealed record SpanStored
{
    [JsonPropertyName("i")]
    public required long Index { get; init; }

    [JsonPropertyName("l")]
    public required string Low { get; init; }

    [JsonPropertyName("h")]
    public string? High { get; init; }
}

/// <summary>An alert that a block not yet final caused.</summary>
internal sealed record UnfinalStored
{
    [JsonPropertyName("b")]
    public required long Block { get; init; }

    [JsonPropertyName("h")]
    public required string Hash { get; init; }

    [JsonPropertyName("i")]
    public required int LogIndex { get; init; }

    [JsonPropertyName("t")]
    public required string Transaction { get; init; }

    [JsonPropertyName("v")]
    public required string Value { get; init; }

    [JsonPropertyName("w")]
    public required ThresholdStored Line { get; init; }

    [JsonPropertyName("e")]
    public required long Episode { get; init; }

    [JsonPropertyName("l"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Level { get; init; }

    [JsonPropertyName("k"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Ordinal { get; init; }

    [JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Orphaned { get; init; }

    [JsonPropertyName("c")]
    public string[]? Heard { get; init; }

    /// <summary>Absent for an alert.</summary>
    [JsonPropertyName("r"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public NotificationRole Role { get; init; }
}

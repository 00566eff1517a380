using System.Text.Json.Serialization;
using Kwala.Core.Behaviour;

namespace Kwala.Grains.Stored;

/// <summary>What a wallet learned of its owner, as it is stored.</summary>
internal sealed record BehaviourStored
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Never { get; init; }

    public KindBehaviourStored[]? Kinds { get; init; }

    /// <summary>168 counts of two bytes each, the low one first, as base64url (RFC 4648).</summary>
    public string? Week { get; init; }

    /// <summary>The week that they were counted in last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WeekOf { get; init; }

    public LifeStored? Life { get; init; }
}

/// <summary>
/// Numbers stand in rows whose order is kept for ever, for there are many; what is added is added at a row's end.
/// </summary>
internal sealed record KindBehaviourStored
{
    public required string Kind { get; init; }

    /// <summary>Bucket, responded, ignored, run, withheld, day, flags (1: kept, 2: noticed).</summary>
    public int[][]? Habits { get; init; }

    /// <summary>Within ten minutes, an hour, six hours, a day, later, never.</summary>
    public int[]? Reactions { get; init; }

    /// <summary>
    /// Alert, position, bucket, when (seconds since 1970), for how many seconds, flags (1: withheld, 2: opened).
    /// </summary>
    public long[][]? Awaiting { get; init; }
}

internal sealed record LifeStored
{
    public required LifeStage Stage { get; init; }

    public required int Since { get; init; }

    public int? Seen { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Visits { get; init; }
}

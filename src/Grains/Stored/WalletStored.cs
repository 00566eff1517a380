using System.Text.Json.Serialization;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Stored;

// Stored shapes are promises: a name is never given to another meaning. What is empty is left out, so that the
// record of
// a quiet wallet is a few bytes.

/// <summary>A wallet as it is stored.</summary>
internal sealed record WalletStored : ICommitTogether
{
    public PreferencesStored? Preferences { get; init; }

    public TrackStored[]? Tracks { get; init; }

    public PendingStored[]? Outbox { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NumbersUsed { get; init; }

    public DisplacedStored? Displaced { get; init; }

    public SortedDictionary<string, long>? Terms { get; init; }

    public BehaviourStored? Behaviour { get; init; }

    public AttentionStored? Attention { get; init; }

    public long? WorthUsd { get; init; }

    /// <summary>Sixteen hex digits each.</summary>
    public string[]? InteractionIds { get; init; }

    public SubscriberStored? Subscriber { get; init; }

    public TeamTierStored? TeamTier { get; init; }

    public ActUndoStored[]? ActsUndo { get; init; }

    public DateTimeOffset? LookAgainAt { get; init; }

    public LastReadStored[]? LastReads { get; init; }

    [JsonIgnore]
    public CommitRows Rows { get; init; } = Nothing;

    private static readonly CommitRows Nothing = new(default, null, []);
}

/// <summary>A wallet's place in the subscriber index.</summary>
internal sealed record SubscriberStored
{
    public string[]? Asking { get; init; }

    /// <summary>Sixteen hex digits; absent for none.</summary>
    public string? Indexed { get; init; }

    /// <summary>Sixteen hex digits; absent for none.</summary>
    public string? Segments { get; init; }
}

/// <summary>What the team's backend last said.</summary>
internal sealed record TeamTierStored
{
    public string? Tier { get; init; }

    public string? ETag { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset FreshUntil { get; init; }
}

internal sealed record DisplacedStored
{
    public required DateTimeOffset Since { get; init; }

    public string[]? Withdrawn { get; init; }
}

internal sealed record PreferencesStored
{
    public string? Tier { get; init; }

    public OwnThresholdStored[]? Thresholds { get; init; }

    public string[]? MutedKinds { get; init; }

    public string[]? MutedChannels { get; init; }

    public MutedRouteStored[]? MutedRoutes { get; init; }

    public DateTimeOffset? MutedUntil { get; init; }

    public ContactStored[]? Contacts { get; init; }

    public AttentionChoicesStored? Attention { get; init; }

    /// <summary>A language tag, such as <c>pt-BR</c>.</summary>
    public string? Language { get; init; }

    /// <summary>By workflow the categories; none for all.</summary>
    public SortedDictionary<string, string[]>? Subscriptions { get; init; }
}

internal sealed record MutedRouteStored
{
    public required string Kind { get; init; }

    public required string Channel { get; init; }
}

internal sealed record OwnThresholdStored
{
    public required string Workflow { get; init; }

    public required ThresholdStored Threshold { get; init; }
}

/// <summary>Both sides as exact fractions.</summary>
internal sealed record ThresholdStored
{
    public string? Low { get; init; }

    public string? High { get; init; }
}

internal sealed record ContactStored
{
    public required string Channel { get; init; }

    public required string Address { get; init; }

    public required ContactStanding Standing { get; init; }
}

internal sealed record TrackStored
{
    public required string Workflow { get; init; }

    public required string Chain { get; init; }

    public required PositionStored SeenThrough { get; init; }

    public BookStored[]? Episodes { get; init; }

    public ToldUnderStored? Told { get; init; }

    public DateTimeOffset? DoubtSince { get; init; }

    /// <summary>Eight bytes each, in base64url.</summary>
    public string? Counterparties { get; init; }
}

internal sealed record ToldUnderStored
{
    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required Lane Lane { get; init; }

    public required Urgency Urgency { get; init; }
}

internal sealed record PositionStored
{
    public required long Block { get; init; }

    public required int Log { get; init; }
}

internal sealed record BlockStored
{
    public required long Number { get; init; }
}

internal sealed record BookStored
{
    public required string Subject { get; init; }

    public required long Last { get; init; }

    public EpisodeStored? Current { get; init; }

    public ReplacedStored[]? Undo { get; init; }

    public UnfinalStored[]? Unfinal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int OrdinalsUsed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Untouched { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    public EpisodeToldStored? Told { get; init; }

    public PastStored? Past { get; init; }

    public DeadlineStored? Deadline { get; init; }
}

/// <summary>When an episode ends by itself.</summary>
internal sealed record DeadlineStored
{
    public required long Episode { get; init; }

    public required DateTimeOffset At { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEstimate { get; init; }

    public string? Title { get; init; }

    public DateTimeOffset? MovedFrom { get; init; }
}

internal sealed record EpisodeToldStored
{
    public required long Episode { get; init; }

    public string[]? Heard { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Repeats { get; init; }

    public DateTimeOffset? RepeatAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Corrects { get; init; }
}

/// <summary>An open or doubtful episode; a closed one is absent.</summary>
internal sealed record EpisodeStored
{
    public required long Number { get; init; }

    public required int Level { get; init; }

    public int? AlertedLevel { get; init; }

    public required int Alerts { get; init; }

    public required ThresholdStored[] Line { get; init; }

    public required BlockStored OpenedBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Doubtful { get; init; }
}

internal sealed record PendingStored
{
    public required NotificationStored Notification { get; init; }

    public DeliveryStored[]? Deliveries { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Held { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reached { get; init; }

    public string[]? Failed { get; init; }

    public DateTimeOffset? DeferredUntil { get; init; }
}

internal sealed record NotificationStored
{
    public required string Workflow { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required Lane Lane { get; init; }

    public required Urgency Urgency { get; init; }

    public required string Template { get; init; }

    public required string Chain { get; init; }

    public required string Subject { get; init; }

    public required long Episode { get; init; }

    public required int Level { get; init; }

    public required NotificationRole Role { get; init; }

    public required int Ordinal { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    public required string CorrelationId { get; init; }

    public required SortedDictionary<string, string> Fields { get; init; }
}

internal sealed record DeliveryStored
{
    public required string Key { get; init; }

    public required string Channel { get; init; }

    public required DeliveryPhase Phase { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MayBeRepeat { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Awaits { get; init; }
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Workflows;

/// <summary>A version that is to decide for a share of the wallets, or beside the live one.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RolloutWanted")]
public sealed record RolloutWanted
{
    /// <summary>Of which workflow; it must be live.</summary>
    [Id(0)]
    public required WorkflowId Id { get; init; }

    /// <summary>The version's text; null for one that is known by <see cref="Version"/>.</summary>
    [Id(1)]
    public WorkflowSource? Source { get; init; }

    /// <summary>The version's content hash; not looked at where there is a text.</summary>
    [Id(2)]
    public Bytes32? Version { get; init; }

    /// <summary>For which share of the wallets it decides, 0 to 100; with 100 it becomes the live one.</summary>
    [Id(3)]
    public int Percent { get; init; }

    /// <summary>Whether it runs in shadow for the wallets that the live version decides for.</summary>
    [Id(4)]
    public bool Shadow { get; init; }
}

/// <summary>How a change of what decides ended.</summary>
[GenerateSerializer, Alias("kwala.RolloutAnswerKind")]
public enum RolloutAnswerKind
{
    /// <summary>It is so.</summary>
    Done = 0,

    /// <summary>No live workflow has the name.</summary>
    NotLive = 1,

    /// <summary>The workflow never had this version.</summary>
    NoSuchVersion = 2,

    /// <summary>The text has mistakes, or cannot decide beside the live version.</summary>
    Refused = 3,

    /// <summary>A file owns the workflow: only its text may become live.</summary>
    OwnedByFile = 4,
}

/// <summary>What became of a change of what decides.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RolloutAnswer")]
public sealed record RolloutAnswer
{
    /// <summary>How it ended.</summary>
    [Id(0)]
    public required RolloutAnswerKind Kind { get; init; }

    /// <summary>As it is now; null where nothing was changed.</summary>
    [Id(1)]
    public RolloutStanding? Standing { get; init; }

    /// <summary>Why it was refused; empty where it was not.</summary>
    [Id(2)]
    public ImmutableArray<WorkflowMistake> Mistakes { get; init; } = [];

    /// <summary>The file that owns the workflow; null where none stands in the way.</summary>
    [Id(3)]
    public string? File { get; init; }
}

/// <summary>Which versions of a workflow decide.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RolloutStanding")]
public sealed record RolloutStanding
{
    /// <summary>The live version's hash.</summary>
    [Id(0)]
    public required Bytes32 Live { get; init; }

    /// <summary>The candidate's hash; null for none.</summary>
    [Id(1)]
    public Bytes32? Candidate { get; init; }

    /// <summary>For which share of the wallets the candidate decides, 0 to 99.</summary>
    [Id(2)]
    public int Percent { get; init; }

    /// <summary>Whether the candidate runs in shadow for the others.</summary>
    [Id(3)]
    public bool Shadow { get; init; }

    /// <summary>Since when it is so; null where that was before this was kept.</summary>
    [Id(4)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>The newest versions, at most 100, the one that was put last first.</summary>
    [Id(5)]
    public required ImmutableArray<KnownVersion> Versions { get; init; }
}

/// <summary>A version that can be gone back to.</summary>
[GenerateSerializer, Immutable, Alias("kwala.KnownVersion")]
public sealed record KnownVersion
{
    /// <summary>Its content hash.</summary>
    [Id(0)]
    public required Bytes32 Hash { get; init; }

    /// <summary>When it was put first.</summary>
    [Id(1)]
    public required DateTimeOffset Since { get; init; }
}

/// <summary>A candidate as silos get it.</summary>
[GenerateSerializer, Immutable, Alias("kwala.CandidateVersion")]
public sealed record CandidateVersion
{
    /// <summary>The version.</summary>
    [Id(0)]
    public required WorkflowVersion Version { get; init; }

    /// <summary>For which share of the wallets it decides, 0 to 99.</summary>
    [Id(1)]
    public int Percent { get; init; }

    /// <summary>Whether it runs in shadow for the others.</summary>
    [Id(2)]
    public bool Shadow { get; init; }
}

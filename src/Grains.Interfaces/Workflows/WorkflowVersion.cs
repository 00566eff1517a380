using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Workflows;

/// <summary>Where a workflow came from, and so who may replace it.</summary>
[GenerateSerializer, Alias("kwala.WorkflowOrigin")]
public enum WorkflowOrigin
{
    /// <summary>Put by request.</summary>
    Api = 0,

    /// <summary>A file of the deployment; only the file changes it.</summary>
    File = 1,
}

/// <summary>One version of a workflow as its author wrote it.</summary>
[GenerateSerializer, Immutable, Alias("kwala.WorkflowVersion")]
public sealed record WorkflowVersion
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required WorkflowId Id { get; init; }

    /// <summary>Its content hash.</summary>
    [Id(1)]
    public required Bytes32 Hash { get; init; }

    /// <summary>The text and what errors call it.</summary>
    [Id(2)]
    public required WorkflowSource Source { get; init; }

    /// <summary>Where it came from.</summary>
    [Id(3)]
    public required WorkflowOrigin Origin { get; init; }

    /// <summary>When this version was put.</summary>
    [Id(4)]
    public required DateTimeOffset Since { get; init; }
}

/// <summary>The live workflows at one revision.</summary>
[GenerateSerializer, Immutable, Alias("kwala.LiveWorkflows")]
public sealed record LiveWorkflows
{
    /// <summary>Grows with every change of the live set.</summary>
    [Id(0)]
    public required long Revision { get; init; }

    /// <summary>The live versions by name.</summary>
    [Id(1)]
    public required ImmutableArray<WorkflowVersion> Versions { get; init; }

    /// <summary>The candidates, at most one for each live version.</summary>
    [Id(2)]
    public ImmutableArray<CandidateVersion> Candidates { get; init; } = [];
}

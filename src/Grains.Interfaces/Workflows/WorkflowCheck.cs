using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Workflows;

/// <summary>What the text of a workflow is.</summary>
[GenerateSerializer, Immutable, Alias("kwala.WorkflowCheck")]
public sealed record WorkflowCheck
{
    /// <summary>The name that it gives; null where it has mistakes.</summary>
    [Id(0)]
    public WorkflowId? Id { get; init; }

    /// <summary>All of its mistakes; empty for none.</summary>
    [Id(1)]
    public required ImmutableArray<WorkflowMistake> Mistakes { get; init; }
}

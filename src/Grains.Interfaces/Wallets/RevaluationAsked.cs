using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>Which present values a wallet decides again, without a new log.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RevaluationAsked")]
public sealed record RevaluationAsked
{
    /// <summary>Only values of this chain.</summary>
    [Id(0)]
    public required ChainId Chain { get; init; }

    /// <summary>Only values of these workflows.</summary>
    [Id(1)]
    public required ImmutableArray<RevaluedWorkflow> Workflows { get; init; }

    /// <summary>The newest block of that chain that is final for these workflows; -1 for none.</summary>
    [Id(2)]
    public required long Finalized { get; init; }

    /// <summary>The revision of the live workflows that the values are to be decided by, at least.</summary>
    [Id(3)]
    public required long Revision { get; init; }

    /// <summary>
    /// The newest block whose signals were handed on. Later values are on their way, with what came before them: they
    /// decide nothing here, however late this call is answered.
    /// </summary>
    [Id(4)]
    public required long Through { get; init; }

    /// <summary>
    /// The present values of those of the workflows that are for subscribers: no wallet has values of its own there.
    /// Absent from a silo that does not know them.
    /// </summary>
    [Id(5)]
    public ImmutableArray<Signal> Ticks { get; init; } = [];
}

/// <summary>A workflow whose values are decided again.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RevaluedWorkflow")]
public sealed record RevaluedWorkflow
{
    /// <summary>Which one.</summary>
    [Id(0)]
    public required WorkflowId Workflow { get; init; }

    /// <summary>
    /// Values of earlier blocks were taken by a version that measured something else, and decide nothing.
    /// </summary>
    [Id(1)]
    public required long FromBlock { get; init; }
}

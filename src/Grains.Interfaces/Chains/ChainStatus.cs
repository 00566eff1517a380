using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Chains;

/// <summary>Where a chain listener stands.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ChainStatus")]
public sealed record ChainStatus
{
    /// <summary>The chain.</summary>
    [Id(0)]
    public required ChainId Chain { get; init; }

    /// <summary>
    /// One per confirmation depth that a live workflow uses, the smallest first; more while a workflow that came from
    /// another depth catches up with the others of its depth.
    /// </summary>
    [Id(1)]
    public required ImmutableArray<DepthStatus> Depths { get; init; }

    /// <summary>Logs that had the right topic and could not be decoded, since the chain was first followed.</summary>
    [Id(2)]
    public required long Undecodable { get; init; }
}

/// <summary>Where a chain listener stands at one confirmation depth.</summary>
[GenerateSerializer, Immutable, Alias("kwala.DepthStatus")]
public sealed record DepthStatus
{
    /// <summary>How many blocks must lie on top of a block before it is read.</summary>
    [Id(0)]
    public required int Confirmations { get; init; }

    /// <summary>The next block to read.</summary>
    [Id(1)]
    public required long Next { get; init; }

    /// <summary>The newest block of the chain as last seen; -1 for not seen yet.</summary>
    [Id(2)]
    public required long Head { get; init; }

    /// <summary>How many blocks that may be read by now are not read yet.</summary>
    [Id(3)]
    public required long LagBlocks { get; init; }

    /// <summary>
    /// How many blocks were read completely and checked since following began at this depth (decision 11).
    /// </summary>
    [Id(4)]
    public required long BlocksSeen { get; init; }

    /// <summary>
    /// How many blocks there were to read in that time; equal to <see cref="BlocksSeen"/> when nothing lags.
    /// </summary>
    [Id(5)]
    public required long BlocksExpected { get; init; }

    /// <summary>
    /// Why the last reading gave nothing (the node, or wallets that could not be saved); null for no trouble.
    /// </summary>
    [Id(6)]
    public string? Waiting { get; init; }

    /// <summary>Why following stands still until an operator acts or a node has our blocks; else null.</summary>
    [Id(7)]
    public string? Halted { get; init; }

    /// <summary>The present values that are decided again, or wait for the head to be; null for none.</summary>
    [Id(8)]
    public RevaluationStatus? Revaluation { get; init; }

    /// <summary>Of a depth whose first block is not known yet.</summary>
    public static DepthStatus NotStarted(int confirmations, string reason) => new()
    {
        Confirmations = confirmations,
        Next = -1,
        Head = -1,
        LagBlocks = 0,
        BlocksSeen = 0,
        BlocksExpected = 0,
        Waiting = reason,
    };
}

/// <summary>How far wallets have decided again with their present values, without a new log.</summary>
[GenerateSerializer, Immutable, Alias("kwala.RevaluationStatus")]
public sealed record RevaluationStatus
{
    /// <summary>Whose values.</summary>
    [Id(0)]
    public required ImmutableArray<WorkflowId> Workflows { get; init; }

    /// <summary>How many wallets have decided again.</summary>
    [Id(1)]
    public required long Wallets { get; init; }

    /// <summary>About which share of all of them that is, 0 to 1.</summary>
    [Id(2)]
    public required double Share { get; init; }

    /// <summary>What holds it up; null for nothing.</summary>
    [Id(3)]
    public string? Waiting { get; init; }
}

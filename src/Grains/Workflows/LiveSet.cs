using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Workflows;

/// <summary>The compiled live workflows at one revision. Immutable; shared by all grains of a silo.</summary>
/// <param name="Revision">The registry's revision; -1 for nothing asked yet.</param>
/// <param name="Workflows">By name.</param>
internal sealed record LiveSet(long Revision, ImmutableSortedDictionary<WorkflowId, Workflow> Workflows)
{
    public static LiveSet None { get; } = new(-1, ImmutableSortedDictionary<WorkflowId, Workflow>.Empty);

    /// <summary>The workflows of a chain, by confirmation depth, in the order of their names.</summary>
    public ImmutableSortedDictionary<int, ImmutableArray<Workflow>> ByDepth(ChainId chain) => Workflows.Values
        .Where(workflow => workflow.Trigger.Chain == chain)
        .GroupBy(workflow => workflow.Trigger.Confirmations)
        .ToImmutableSortedDictionary(group => group.Key, group => group.ToImmutableArray());
}

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

    /// <summary>The workflows of a chain and the confirmations that each waits for.</summary>
    public ImmutableSortedDictionary<WorkflowId, int> ConfirmationsOf(ChainId chain) => Workflows
        .Where(it => it.Value.Trigger.Chain == chain)
        .ToImmutableSortedDictionary(it => it.Key, it => it.Value.Trigger.Confirmations);

    /// <summary>Those of these names that are live.</summary>
    public ImmutableArray<Workflow> Named(IEnumerable<string> names) =>
        [.. names.Select(name => Workflows.GetValueOrDefault(new WorkflowId(name))).OfType<Workflow>()];
}

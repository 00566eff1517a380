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

    /// <summary>The candidates of those that have one.</summary>
    public ImmutableArray<Rollout> Rollouts { get; init; } = [];

    /// <summary>The candidates that run in shadow for a wallet; empty for no wallet in particular.</summary>
    public ImmutableArray<Workflow> Shadows { get; init; } = [];

    /// <summary>The versions that decide for a wallet, and those that run in shadow.</summary>
    public LiveSet For(Address wallet)
    {
        if (Rollouts.IsEmpty)
            return this;
        var workflows = Workflows;
        var shadows = ImmutableArray.CreateBuilder<Workflow>();
        foreach (var rollout in Rollouts)
            if (rollout.Includes(wallet))
                workflows = workflows.SetItem(rollout.Candidate.Id, rollout.Candidate);
            else if (rollout.Shadow)
                shadows.Add(rollout.Candidate);
        return this with { Workflows = workflows, Shadows = shadows.ToImmutable() };
    }

    /// <summary>The candidate of a workflow that decides for some wallets; null for none.</summary>
    public Rollout? RolloutOf(WorkflowId workflow)
    {
        foreach (var rollout in Rollouts)
            if (rollout.Candidate.Id == workflow && rollout.Percent > 0)
                return rollout;
        return null;
    }

    /// <summary>The workflows of a chain and the confirmations that each waits for.</summary>
    public ImmutableSortedDictionary<WorkflowId, int> ConfirmationsOf(ChainId chain) => Workflows
        .Where(it => it.Value.Trigger.Chain == chain)
        .ToImmutableSortedDictionary(it => it.Key, it => it.Value.Trigger.Confirmations);

    /// <summary>Those of these names that are live.</summary>
    public ImmutableArray<Workflow> Named(IEnumerable<string> names) =>
        [.. names.Select(name => Workflows.GetValueOrDefault(new WorkflowId(name))).OfType<Workflow>()];
}

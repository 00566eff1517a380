using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>What one log of a workflow's <see cref="OwnerAct"/> means for one wallet.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Subject">On which position its owner acted; null for every alert of the workflow's kind.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Transaction">The log's transaction.</param>
/// <param name="BlockTime">The time of its block.</param>
public sealed record ActSeen(
    WorkflowId Workflow, SubjectKey? Subject, ChainId Chain, Bytes32 Transaction, DateTimeOffset BlockTime)
{
    /// <summary>The log's block, where a reorg may still orphan it; null where it is final.</summary>
    public BlockRef? Unfinal { get; init; }

    /// <summary>
    /// Tells it from every other act of the owner: the same wherever a reorg puts its transaction, and whatever else
    /// the transaction did to the same end.
    /// </summary>
    public string Id => $"{Chain}/{Transaction} {Workflow} {Subject}";
}

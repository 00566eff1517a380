using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>One live workflow.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Hash">Content hash of the live version.</param>
/// <param name="File">The file that owns it; null for one that was put by request.</param>
/// <param name="Since">When this version was put.</param>
/// <param name="Yaml">The text.</param>
public sealed record StoredWorkflow(WorkflowId Id, Bytes32 Hash, string? File, DateTimeOffset Since, string Yaml);

/// <summary>How a deployment is.</summary>
/// <param name="Chains">One per configured chain.</param>
/// <param name="DeadLetters">How many dead letters wait for the operator; counting stops at 10,000.</param>
/// <param name="MoreDeadLetters">Whether there are more than were counted.</param>
public sealed record DeploymentStatus(ImmutableArray<ChainStatus> Chains, int DeadLetters, bool MoreDeadLetters);

/// <summary>How far one chain is followed.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Depths">One per confirmation depth in use, the smallest first.</param>
/// <param name="Undecodable">Logs with the right topic that could not be decoded, since following began.</param>
/// <param name="Unavailable">Why the chain's listener did not answer; null where it did.</param>
public sealed record ChainStatus(
    ChainId Chain, ImmutableArray<DepthStatus> Depths, long Undecodable, string? Unavailable);

/// <summary>How far one chain is followed at one confirmation depth.</summary>
/// <param name="Confirmations">How many blocks must lie on top of a block before it is read.</param>
/// <param name="Next">The next block to read.</param>
/// <param name="Head">The newest block of the chain as last seen; null for not seen yet.</param>
/// <param name="LagBlocks">How many blocks that may be read by now are not read yet.</param>
/// <param name="BlocksSeen">How many blocks were read completely and checked (decision 11).</param>
/// <param name="BlocksExpected">How many blocks there were to read.</param>
/// <param name="Waiting">Why the last reading gave nothing; null for no trouble.</param>
/// <param name="Halted">Why following stands still until an operator acts or a node has our blocks; else null.</param>
/// <param name="Revaluation">
/// The present values that are decided again without a new log, or wait for the head to be; null for none.
/// </param>
public sealed record DepthStatus(
    int Confirmations,
    long Next,
    long? Head,
    long LagBlocks,
    long BlocksSeen,
    long BlocksExpected,
    string? Waiting,
    string? Halted,
    RevaluationStatus? Revaluation);

/// <summary>How far wallets have decided again with their present values.</summary>
/// <param name="Workflows">Whose values.</param>
/// <param name="Wallets">How many wallets have decided again.</param>
/// <param name="Share">About which share of all of them that is, 0 to 1.</param>
/// <param name="Waiting">What holds it up; null for nothing.</param>
public sealed record RevaluationStatus(
    ImmutableArray<WorkflowId> Workflows, long Wallets, double Share, string? Waiting);

using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>One live workflow in a list.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Hash">Content hash of the live version.</param>
/// <param name="Kind">What its notifications are about.</param>
/// <param name="File">The file that owns it; null for one that was put over the API.</param>
public sealed record WorkflowSummary(WorkflowId Id, Bytes32 Hash, KindName Kind, string? File);

/// <summary>One live workflow with its text.</summary>
/// <param name="Summary">Its name and version.</param>
/// <param name="Yaml">The text of the live version.</param>
public sealed record StoredWorkflow(WorkflowSummary Summary, string Yaml);

/// <summary>A delivery that was given up and waits for the operator.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Delivery">How it ended.</param>
public sealed record DeadLetter(Address Wallet, DeliveryRecord Delivery);

/// <summary>How far one chain is followed.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Head">The newest block that a node told of; null before the first answer.</param>
/// <param name="Checkpoint">Through which block everything is durable; null before the first.</param>
/// <param name="CheckpointTime">The time of that block.</param>
/// <param name="Halted">Why the chain is stopped; null while it is followed.</param>
public sealed record ChainStatus(
    ChainId Chain, long? Head, long? Checkpoint, DateTimeOffset? CheckpointTime, string? Halted)
{
    /// <summary>How many known blocks are not yet decided; null before the first answer.</summary>
    public long? Lag => Head is { } head && Checkpoint is { } checkpoint ? Math.Max(0, head - checkpoint) : null;
}

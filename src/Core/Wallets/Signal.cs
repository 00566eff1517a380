using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What one log means for one wallet under one workflow: the value that is compared and where it comes from.
/// </summary>
/// <param name="Workflow">The workflow that it was made by.</param>
/// <param name="Subject">Which position of the wallet.</param>
/// <param name="Value">The value; may be infinite or undefined.</param>
/// <param name="Source">The log behind it.</param>
/// <param name="Live">
/// False while the chain is caught up from the past: such a signal builds state, and sends nothing once its block is
/// older than the workflow's valid-for (decision 12).
/// </param>
/// <param name="Final">False where a reorg may still orphan the block: the wallet then keeps what it replaces.</param>
public sealed record Signal(
    WorkflowId Workflow, SubjectKey Subject, Rational Value, SignalSource Source, bool Live, bool Final)
{
    /// <summary>What its workflow read for it; null where that reads nothing, or for a value of the past.</summary>
    public ReadResults? Reads { get; init; }

    /// <summary>
    /// Where prices move the position without naming the wallet: its workflow's movement clock when the value was read,
    /// or earlier. Null otherwise, and for a value of the past.
    /// </summary>
    public long? Clock { get; init; }

    /// <summary>
    /// What is remembered of the position's values before this one, where that belongs to no wallet: its workflow is
    /// for subscribers and its rule asks for past values. Null for nothing.
    /// </summary>
    public PastValues? Past { get; init; }

    /// <summary>What is known of the portfolio; null where its workflow asks nothing, and for past values.</summary>
    public PortfolioSeen? Portfolio { get; init; }
}

/// <summary>The log that a signal was made from. Shared by all wallets that the log concerns.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Block">Number and hash of the block.</param>
/// <param name="BlockTime">The block's time.</param>
/// <param name="Transaction">The transaction's hash.</param>
/// <param name="LogIndex">The log's index in the block.</param>
/// <param name="Contract">The emitting contract.</param>
/// <param name="Arguments">The decoded arguments, in the order of the event's parameters.</param>
public sealed record SignalSource(
    ChainId Chain,
    BlockRef Block,
    DateTimeOffset BlockTime,
    Bytes32 Transaction,
    int LogIndex,
    Address Contract,
    ImmutableArray<AbiValue> Arguments)
{
    /// <summary>Where in the chain.</summary>
    public LogPosition Position => new(Block.Number, LogIndex);

    /// <summary>One id from this log to every delivery that follows from it: <c>chain/transaction/index</c>.</summary>
    public string CorrelationId => $"{Chain}/{Transaction}/{LogIndex}";
}

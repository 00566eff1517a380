using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Reading;

namespace Kwala.Ports.Chain;

/// <summary>
/// Asks contracts of one chain, as their state was after a block. Many questions at once cost few requests: ask all
/// that is known to be needed together. Safe for concurrent use; only cancellation throws.
/// </summary>
public interface IContractReader
{
    /// <summary>
    /// One outcome per call, in their order; or <see cref="ChainAnswer{T}.NotYet"/> where not every one of them got a
    /// trustworthy answer: nodes are away, lag behind, or do not know the block (it may have been orphaned).
    /// </summary>
    Task<ChainAnswer<ImmutableArray<CallOutcome>>> Read(
        ImmutableArray<BlockCall> calls, CancellationToken cancellationToken);
}

/// <summary>A call and the block after which it is made: the same call at the same block is one question.</summary>
public readonly record struct BlockCall(BlockRef Block, ContractCall Call);

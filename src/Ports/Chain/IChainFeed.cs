using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Chain;

/// <summary>
/// One chain, read by pulling: whoever follows holds the durable checkpoint, reads, processes the step, saves the new
/// checkpoint and reads again. Safe for concurrent use with different checkpoints. No method throws for what a node
/// does; only cancellation does.
/// </summary>
public interface IChainFeed
{
    /// <summary>Which chain.</summary>
    ChainId Chain { get; }

    /// <summary>How long to wait after <see cref="FeedStep.CaughtUp"/>: a fraction of the chain's block time.</summary>
    TimeSpan PollInterval { get; }

    /// <summary>
    /// A checkpoint to start from: before <paramref name="fromBlock"/>, or before the next new block where it is
    /// null. Refused when the endpoint serves another chain.
    /// </summary>
    Task<ChainAnswer<FeedCheckpoint>> Start(long? fromBlock, CancellationToken cancellationToken);

    /// <summary>
    /// The next step from <paramref name="from"/>, never past the depth of <paramref name="confirmations"/>
    /// (0: the head itself). Reading the same checkpoint again gives the same logs unless the chain changed.
    /// </summary>
    Task<FeedStep> Read(
        FeedCheckpoint from, LogQuery query, int confirmations, CancellationToken cancellationToken);

    /// <summary>
    /// What stands at <paramref name="logIndex"/> (the index in the block) of a transaction, decoded by the filter's
    /// event where that matches.
    /// </summary>
    Task<ChainAnswer<LogLookup>> FindLog(
        Bytes32 transaction, int logIndex, EventFilter filter, CancellationToken cancellationToken);

    /// <summary>The number and time of a block, or of the newest where it is null.</summary>
    Task<ChainAnswer<BlockStamp>> StampOf(long? block, CancellationToken cancellationToken);
}

/// <summary>The configured chains.</summary>
public interface IChainFeeds
{
    /// <summary>All configured chains, by the names that workflows use.</summary>
    ImmutableArray<ConfiguredChain> Chains { get; }

    /// <summary>The feed of a chain, or null when it is not configured.</summary>
    IChainFeed? For(ChainId chain);

    /// <summary>Whoever asks contracts of a chain; null where it is not configured, or cannot be asked.</summary>
    IContractReader? ReaderOf(ChainId chain) => null;

    /// <summary>The chain of this configured name ("local") or CAIP-2 id ("eip155:1"), or null.</summary>
    ChainId? Resolve(string nameOrId);
}

/// <summary>A configured chain and the name that workflows use for it.</summary>
public readonly record struct ConfiguredChain(string Name, ChainId Chain);

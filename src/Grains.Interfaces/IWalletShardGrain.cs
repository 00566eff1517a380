using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// Tells many wallets what a chain listener has for them, from beside them: on the silo where the wallets of its shard
/// are. The key is the shard's number (<see cref="WalletShards"/>). Each method tells as
/// <see cref="IWalletGrain"/>'s of the same name, and answers with those wallets that were not told: telling them again
/// is safe, and telling all again too.
/// </summary>
[Alias("kwala.IWalletShardGrain")]
public interface IWalletShardGrain : IGrainWithStringKey
{
    /// <summary>Tells each of these wallets the batch at its own place.</summary>
    [Alias("Observe")]
    [AlwaysInterleave]
    Task<ImmutableArray<UntoldWallet>> Observe(ImmutableArray<Address> wallets, ImmutableArray<SignalBatch> batches);

    /// <summary>Tells each of these wallets that these blocks are no longer part of the chain.</summary>
    [Alias("Orphan")]
    [AlwaysInterleave]
    Task<ImmutableArray<UntoldWallet>> Orphan(
        ImmutableArray<Address> wallets,
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        long standsThrough,
        ImmutableArray<WorkflowId> workflows);

    /// <summary>Tells each of these wallets that these workflows have followed the chain past a reorg.</summary>
    [Alias("SettleReorg")]
    [AlwaysInterleave]
    Task<ImmutableArray<UntoldWallet>> SettleReorg(
        ImmutableArray<Address> wallets, ChainTerm term, long throughBlock, ImmutableArray<WorkflowId> workflows);

    /// <summary>Lets each of these wallets decide again with its present values.</summary>
    [Alias("Revalue")]
    [AlwaysInterleave]
    Task<ImmutableArray<UntoldWallet>> Revalue(ImmutableArray<Address> wallets, RevaluationAsked asked);
}

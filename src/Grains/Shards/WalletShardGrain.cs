using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Shards;

/// <summary>Tells the wallets of one shard, beside them. Holds nothing.</summary>
internal sealed class WalletShardGrain(IShardHomes homes, TimeProvider time, IOptions<GrainsOptions> options)
    : Grain, IWalletShardGrain
{
    // Half of what a call may take: whoever asks hears in time how far it came.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly WalletCalls _calls = new(options.Value.WalletsAtOnce);
    private int _shard;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!int.TryParse(this.GetPrimaryKeyString(), NumberStyles.None, CultureInfo.InvariantCulture, out _shard))
            throw new ArgumentException($"A shard's key is its number; this is \"{this.GetPrimaryKeyString()}\".");
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<UntoldWallet>> Observe(
        ImmutableArray<Address> wallets, ImmutableArray<SignalBatch> batches) =>
        Tell(wallets, (wallet, place) => wallet.Observe(batches[place]));

    public Task<ImmutableArray<UntoldWallet>> Orphan(
        ImmutableArray<Address> wallets,
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        long standsThrough,
        ImmutableArray<WorkflowId> workflows) =>
        Tell(wallets, (wallet, _) => wallet.Orphan(term, blocks, standsThrough, workflows));

    public Task<ImmutableArray<UntoldWallet>> SettleReorg(
        ImmutableArray<Address> wallets, ChainTerm term, long throughBlock, ImmutableArray<WorkflowId> workflows) =>
        Tell(wallets, (wallet, _) => wallet.SettleReorg(term, throughBlock, workflows));

    public Task<ImmutableArray<UntoldWallet>> Revalue(ImmutableArray<Address> wallets, RevaluationAsked asked) =>
        Tell(wallets, (wallet, _) => wallet.Revalue(asked));

    private async Task<ImmutableArray<UntoldWallet>> Tell(
        ImmutableArray<Address> wallets, Func<IWalletGrain, int, Task> tell)
    {
        // Its wallets go where it goes: the next batch finds all of them there.
        if (!homes.IsHere(_shard))
            homes.Move(this);
        var until = time.GetUtcNow() + Longest;
        var untold = await _calls.Each(
            wallets.Length,
            place => tell(GrainFactory.GetGrain<IWalletGrain>(wallets[place].ToString()), place),
            () => time.GetUtcNow() >= until);
        return [.. untold.Select(it => new UntoldWallet { Place = it.Index, Reason = it.Failure?.Message })];
    }
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Stored;

/// <summary>Where a chain was followed to.</summary>
internal sealed record ChainStored
{
    public DepthStored[] Depths { get; init; } = [];

    public long Undecodable { get; init; }
}

/// <summary>Where a chain was followed to at one confirmation depth.</summary>
internal sealed record DepthStored
{
    public required int Confirmations { get; init; }

    /// <summary>The first block that was to be read.</summary>
    public required long From { get; init; }

    public required long Next { get; init; }

    /// <summary>The hashes of the blocks just before, oldest first.</summary>
    public required string[] Window { get; init; }

    public required long Finalized { get; init; }

    /// <summary>Blocks that were read completely and checked, less those that were orphaned.</summary>
    public required long Seen { get; init; }

    public SettlementStored[] Settlements { get; init; } = [];

    public RevaluationStored Revaluation { get; init; } = new();
}

/// <summary>Wallets that a reorg touched, until the canonical chain is well past it.</summary>
internal sealed record SettlementStored
{
    public required long ThroughBlock { get; init; }

    public required string[] Wallets { get; init; }
}

/// <summary>Between a checkpoint and its stored shape.</summary>
internal static class ChainMap
{
    // The window's blocks follow one another without a gap up to the next block, so that their numbers go without
    // saying.
    public static DepthStored With(this DepthStored stored, FeedCheckpoint to) => stored with
    {
        Next = to.Next,
        Window = [.. to.Window.Select(block => block.Hash.ToString())],
        Finalized = to.Finalized,
    };

    public static FeedCheckpoint ToCheckpoint(this DepthStored stored, ChainId chain) => new(
        chain,
        stored.Next,
        [.. stored.Window.Select((hash, index) =>
            new BlockRef(stored.Next - stored.Window.Length + index, StoredParts.ToBytes32(hash)))],
        stored.Finalized);

    /// <summary>
    /// The wallets of a reorg remembered until it has settled; the same reorg again adds to what is there.
    /// </summary>
    public static DepthStored WithSettlement(
        this DepthStored stored, long throughBlock, ImmutableArray<Address> wallets)
    {
        var known = stored.Settlements.FirstOrDefault(it => it.ThroughBlock == throughBlock);
        var all = wallets.Select(wallet => wallet.ToString()).Union(known?.Wallets ?? []).ToArray();
        return stored with
        {
            Settlements =
            [
                .. stored.Settlements.Where(it => it != known),
                new SettlementStored { ThroughBlock = throughBlock, Wallets = all },
            ],
        };
    }

    public static DepthStored Without(this DepthStored stored, SettlementStored? settlement) =>
        stored with { Settlements = [.. stored.Settlements.Where(it => it != settlement)] };

    public static ImmutableArray<Address> ToWallets(this SettlementStored stored) =>
        [.. stored.Wallets.Select(StoredParts.ToAddress)];
}

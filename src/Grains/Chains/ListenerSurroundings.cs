using Kwala.Core.Evm;
using Kwala.Grains.Shards;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Chains;

/// <summary>What chain listeners keep beside their places.</summary>
/// <param name="Values">The last values of positions, and whom unfinal blocks touched.</param>
/// <param name="Subscribers">Who wants to hear of what names no wallet.</param>
internal sealed record ListenerStore(IValueLog Values, ISubscriberIndex Subscribers);

/// <summary>What all chain listeners of a silo share.</summary>
internal sealed class ListenerSurroundings(
    WorkflowCatalog catalog,
    ChainReading chains,
    ListenerStore store,
    IGrainFactory grains,
    TimeProvider time,
    IOptions<GrainsOptions> options)
{
    public WorkflowCatalog Catalog => catalog;

    public IChainFeeds Feeds => chains.Feeds;

    public IPortfolioReader? Portfolios => chains.Portfolios;

    public IValueLog Values => store.Values;

    public Subscribers Subscribers { get; } = new(store.Subscribers);

    public TimeProvider Time => time;

    public ShardCalls Calls { get; } = new(grains, options.Value.Shards);

    /// <summary>About how many wallets whose positions a price moved are read at once.</summary>
    public int MovedAtOnce => options.Value.MovedAtOnce;

    /// <summary>The block from which a chain is read that was not read before; null for the next new one.</summary>
    public long? FromBlock(ChainId chain)
    {
        foreach (var (name, block) in options.Value.FromBlock)
            if (Feeds.Resolve(name) == chain)
                return block;
        return null;
    }
}

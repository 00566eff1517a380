using System.Globalization;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Hosting;

/// <summary>
/// What has to stand somewhere at all times (decision 7): the buckets that keep watch, and the listeners of chains.
/// </summary>
public sealed class Standing(IGrainFactory grains, IChainFeeds feeds, IOptions<GrainsOptions> options)
{
    /// <summary>
    /// Has each of them stand; for those that do nothing changes. Ends with the first that could not be had, by the
    /// exception of its call: to be repeated.
    /// </summary>
    public async Task Keep()
    {
        for (var shard = 0; shard < options.Value.Shards; shard++)
            await grains.GetGrain<IDueBucketGrain>(shard.ToString(CultureInfo.InvariantCulture)).Keep();
        foreach (var chain in feeds.Chains)
            await grains.GetGrain<IChainListenerGrain>(chain.Chain.Value).Follow();
    }
}

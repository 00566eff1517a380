using System.Globalization;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Hosting;

/// <summary>With every start of a silo: the buckets keep watch and the chains are followed (decision 7).</summary>
internal sealed class KwalaStartup(IGrainFactory grains, IChainFeeds feeds, IOptions<GrainsOptions> options)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < options.Value.DueShards; shard++)
            await grains.GetGrain<IDueBucketGrain>(shard.ToString(CultureInfo.InvariantCulture)).Keep();
        foreach (var chain in feeds.Chains)
            await grains.GetGrain<IChainListenerGrain>(chain.Chain.Value).Follow();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

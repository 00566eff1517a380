using System.Globalization;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Hosting;

/// <summary>
/// With every start of a silo: the buckets keep watch and the chains are followed (decision 7). It comes after
/// everything else has started, the HTTP API's port included: a start that fails must have sent nothing.
/// </summary>
internal sealed class KwalaStartup(IGrainFactory grains, IChainFeeds feeds, IOptions<GrainsOptions> options)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < options.Value.Shards; shard++)
            await grains.GetGrain<IDueBucketGrain>(shard.ToString(CultureInfo.InvariantCulture)).Keep();
        foreach (var chain in feeds.Chains)
            await grains.GetGrain<IChainListenerGrain>(chain.Chain.Value).Follow();
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Bench.House;

/// <summary>The deployment's grain storage, with a note of when a state of each key first became durable.</summary>
/// <param name="inner">The storage itself.</param>
internal sealed class TimedStorage(IGrainStorage inner) : IGrainStorage
{
    private readonly ConcurrentDictionary<string, long> _durable = [];

    /// <summary>When a wallet's first state was durable, as a stopwatch's timestamp; null where there is none.</summary>
    public long? DurableAt(string wallet) => _durable.TryGetValue(wallet, out var at) ? at : null;

    /// <summary>Puts itself before what the parts registered.</summary>
    public static void Watch(IServiceCollection services)
    {
        var real = services.Last(it => it.ServiceType == typeof(IGrainStorage) && Equals(it.ServiceKey, Key));
        services.AddKeyedSingleton<IGrainStorage>(
            Key, (provider, key) => new TimedStorage((IGrainStorage)real.KeyedImplementationFactory!(provider, key)));
    }

    /// <summary>The one of a deployment that was started with it.</summary>
    public static TimedStorage Of(IServiceProvider services) =>
        (TimedStorage)services.GetRequiredKeyedService<IGrainStorage>(Key);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await inner.WriteStateAsync(stateName, grainId, grainState);
        _durable.TryAdd(grainId.Key.ToString()!, Stopwatch.GetTimestamp());
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    private static string Key => StorageNames.Grains;
}

using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Runtime.Tests.Fixture;

/// <summary>Records in memory with ETags; it can be told to fail.</summary>
internal sealed class TestStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (object? State, int Version)> _rows = new();

    public Exception? NextWrite { get; set; }

    public Exception? NextRead { get; set; }

    public int Reads;

    public int Writes;

    public void Overwrite<T>(string stateName, GrainId grainId, T state) =>
        _rows.AddOrUpdate((stateName, grainId), (state, 1), (_, row) => (state, row.Version + 1));

    public object? Stored(string stateName, GrainId grainId) => _rows[(stateName, grainId)].State;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref Reads);
        await Task.Yield();
        if (NextRead is { } failure)
        {
            NextRead = null;
            throw failure;
        }

        if (_rows.TryGetValue((stateName, grainId), out var row))
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T?)row.State, Text(row.Version), true);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref Writes);
        await Task.Yield();
        if (NextWrite is { } failure)
        {
            NextWrite = null;
            throw failure;
        }

        var stored = _rows.TryGetValue((stateName, grainId), out var row) ? row.Version : 0;
        if (stored != 0 && Text(stored) != grainState.ETag)
            throw new InconsistentStateException("Another version is stored.", Text(stored), grainState.ETag);
        _rows[(stateName, grainId)] = (grainState.State, stored + 1);
        (grainState.ETag, grainState.RecordExists) = (Text(stored + 1), true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove((stateName, grainId), out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}

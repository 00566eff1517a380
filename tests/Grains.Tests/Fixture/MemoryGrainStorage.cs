using System.Text.Json;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Fixture;

/// <summary>
/// Grain states in memory, as the bytes that a real store would hold, with failures when a test wants them.
/// </summary>
internal sealed class MemoryGrainStorage(MemoryStore store) : IGrainStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Body, int ETag)> _states = [];
    private readonly HashSet<string> _walletsRead = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waits = [];

    /// <summary>How many wallets were ever activated: each reads its state.</summary>
    public int WalletsRead { get { lock (_lock) return _walletsRead.Count; } }

    /// <summary>
    /// Asked before a write of the state of this name and key; what it gives is thrown instead of writing.
    /// </summary>
    public Func<string, string, Exception?> BeforeWrite { get; set; } = (_, _) => null;

    /// <summary>Asked after a write; what it gives is thrown though the write came through.</summary>
    public Func<string, string, Exception?> AfterWrite { get; set; } = (_, _) => null;

    /// <summary>Awaited in every write, before anything else.</summary>
    public Func<string, string, Task> Gate { get; set; } = (_, _) => Task.CompletedTask;

    public int Writes(string state, string key) { lock (_lock) return _states.GetValueOrDefault($"{state}/{key}").ETag; }

    public string Text(string state, string key)
    {
        lock (_lock)
            return _states.TryGetValue($"{state}/{key}", out var stored)
                ? System.Text.Encoding.UTF8.GetString(stored.Body)
                : "";
    }

    public WalletStored Wallet(string key) =>
        Text("wallet", key) is { Length: > 0 } json
            ? JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!
            : new WalletStored();

    public ChainStored Chain(string key) =>
        Text("chain", key) is { Length: > 0 } json
            ? JsonSerializer.Deserialize(json, StoredJson.Default.ChainStored)!
            : new ChainStored();

    /// <summary>Somebody else writes the same state once more.</summary>
    public void Touch(string state, string key)
    {
        lock (_lock)
            _states[$"{state}/{key}"] = _states.GetValueOrDefault($"{state}/{key}") is { Body: not null } stored
                ? (stored.Body, stored.ETag + 1)
                : ("{}"u8.ToArray(), 1);
    }

    public void Forget(string state, string key) { lock (_lock) _states.Remove($"{state}/{key}"); }

    /// <summary>Completes when a condition holds after some write; looked at now and after each.</summary>
    public Task When(Func<bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waits.Add((condition, met));
        Look();
        return met.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            if (stateName == "wallet")
                _walletsRead.Add(grainId.Key.ToString()!);
            if (_states.TryGetValue($"{stateName}/{grainId.Key}", out var stored))
            {
                grainState.State = (T)JsonSerializer.Deserialize(stored.Body, Shape<T>())!;
                grainState.ETag = $"{stored.ETag}";
                grainState.RecordExists = true;
            }
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        await Gate(stateName, key);
        if (BeforeWrite(stateName, key) is { } refused)
            throw refused;
        lock (_lock)
        {
            var before = _states.GetValueOrDefault($"{stateName}/{key}").ETag;
            if ((grainState.ETag ?? "0") != $"{before}")
                throw new InconsistentStateException("Another version is stored.", $"{before}", grainState.ETag);
            _states[$"{stateName}/{key}"] = (JsonSerializer.SerializeToUtf8Bytes(grainState.State, Shape<T>()), before + 1);
            if (grainState.State is ICommitTogether { Rows: var rows })
                store.Commit(rows);
        }

        if (AfterWrite(stateName, key) is { } unknown)
            throw unknown;
        lock (_lock) grainState.ETag = $"{_states[$"{stateName}/{key}"].ETag}";
        grainState.RecordExists = true;
        Look();
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("No grain clears its state.");

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo Shape<T>() =>
        StoredJson.Default.GetTypeInfo(typeof(T))!;

    private void Look()
    {
        List<(Func<bool> Condition, TaskCompletionSource Met)> waits;
        lock (_lock) waits = [.. _waits];
        foreach (var wait in waits)
            if (!wait.Met.Task.IsCompleted && wait.Condition())
                wait.Met.TrySetResult();
    }
}

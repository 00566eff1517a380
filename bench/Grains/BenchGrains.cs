using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Bench.Grains;

/// <summary>A grain that does nothing: what is left of a call is the runtime's.</summary>
[Alias("kwala.bench.IBareGrain")]
internal interface IBareGrain : IGrainWithStringKey
{
    /// <summary>Answers.</summary>
    [Alias("Answer")]
    Task Answer();
}

/// <summary>The same with a stored record, which is looked for before the first call.</summary>
[Alias("kwala.bench.IStoredGrain")]
internal interface IStoredGrain : IGrainWithStringKey
{
    /// <summary>Answers.</summary>
    [Alias("Answer")]
    Task Answer();
}

internal sealed class BareGrain : Grain, IBareGrain
{
    public Task Answer() => Task.CompletedTask;
}

internal sealed class StoredGrain(
    [PersistentState("bench", StorageNames.Grains)] IPersistentState<NothingStored> stored) : Grain, IStoredGrain
{
    public Task Answer() =>
        stored.RecordExists ? throw new InvalidOperationException("Nothing should be stored.") : Task.CompletedTask;
}

/// <summary>A record that is never written.</summary>
internal sealed class NothingStored;

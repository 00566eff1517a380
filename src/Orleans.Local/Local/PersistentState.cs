using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local;

/// <summary>A record that the runtime reads before it activates the grain.</summary>
internal interface IStoredState
{
    Task LoadAsync(CancellationToken cancellationToken);
}

/// <summary>A record of one grain in one storage.</summary>
internal sealed class PersistentState<T>(GrainId grainId, string stateName, IGrainStorage storage)
    : IPersistentState<T>, IStoredState
{
    private static readonly bool HasDefault =
        typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null;

    private readonly GrainState<T> _record = new();
    private bool _loaded;

    public T State
    {
        get => (_record.State ??= Fresh())!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists =>
        _loaded ? _record.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task LoadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.ReadStateAsync(stateName, grainId, _record, cancellationToken);
        }
        catch (Exception e) when (IsForeign(e, cancellationToken))
        {
            throw Wrapped(nameof(ReadStateAsync), e);
        }

        _record.State ??= Fresh();
        _loaded = true;
    }

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.WriteStateAsync(stateName, grainId, _record, cancellationToken);
        }
        catch (Exception e) when (IsForeign(e, cancellationToken))
        {
            throw Wrapped(nameof(WriteStateAsync), e);
        }
    }

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.ClearStateAsync(stateName, grainId, _record, cancellationToken);
        }
        catch (Exception e) when (IsForeign(e, cancellationToken))
        {
            throw Wrapped(nameof(ClearStateAsync), e);
        }

        _record.State ??= Fresh();
    }

    private static T? Fresh() => HasDefault ? Activator.CreateInstance<T>() : default;

    // As in Orleans: grains see one kind of exception from every storage, and their own cancellation.
    private static bool IsForeign(Exception e, CancellationToken cancellationToken) =>
        e is not OrleansException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private OrleansException Wrapped(string operation, Exception e) => new(
        $"Error from storage provider {storage.GetType().Name}.{stateName} during {operation} "
        + $"for grain {grainId}: {e.Message}", e);
}

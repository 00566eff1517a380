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
    private QueuedStep? _last;

    public T State
    {
        get => OfItsTurn(Filled()).State!;
        set => OfItsTurn(_record).State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists =>
        _loaded ? _record.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await Take(StorageStep.Read, cancellationToken);
        _loaded = true;
    }

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Queue(StorageStep.Read, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => Queue(StorageStep.Write, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => Queue(StorageStep.Clear, cancellationToken);

    // As in Orleans: one step after the other, each in a turn of its own and with the value as it then is, and what
    // has not begun is shared by all who ask for the same.
    private Task Queue(StorageStep step, CancellationToken cancellationToken)
    {
        OfItsTurn(_record);
        if (step != StorageStep.Read && !cancellationToken.CanBeCanceled
            && _last is { HasBegun: false, CanBeCanceled: false } last && last.Step == step)
            return last.Done;
        var queued = new QueuedStep(step, cancellationToken.CanBeCanceled);
        queued.Done = Run(queued, _last, cancellationToken);
        _last = queued;
        return queued.Done;
    }

    private async Task Run(QueuedStep queued, QueuedStep? before, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            if (before is not null)
                await before.Done.ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            queued.HasBegun = true;
            if (before is null || !queued.IsDoneBy(before))
                await Take(queued.Step, cancellationToken);
            _loaded |= queued.Step == StorageStep.Read;
        }
        finally
        {
            if (_last == queued)
                _last = null;
        }
    }

    private async Task Take(StorageStep step, CancellationToken cancellationToken)
    {
        try
        {
            await (step switch
            {
                StorageStep.Read => storage.ReadStateAsync(stateName, grainId, _record, cancellationToken),
                StorageStep.Write => storage.WriteStateAsync(stateName, grainId, Filled(), cancellationToken),
                _ => storage.ClearStateAsync(stateName, grainId, _record, cancellationToken),
            });
        }
        catch (Exception e) when (IsForeign(e, cancellationToken))
        {
            throw Wrapped($"{step}StateAsync", e);
        }
    }

    // Made when it is looked for: most activations end before that.
    private GrainState<T> Filled()
    {
        _record.State ??= Fresh();
        return _record;
    }

    private static GrainState<T> OfItsTurn(GrainState<T> record) => Activation.Current is not null
        ? record
        : throw new InvalidOperationException(
            "Activation access violation. A non-activation thread attempted to access activation services.");

    private static T? Fresh() => HasDefault ? Activator.CreateInstance<T>() : default;

    // As in Orleans: grains see one kind of exception from every storage, and their own cancellation.
    private static bool IsForeign(Exception e, CancellationToken cancellationToken) =>
        e is not OrleansException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private OrleansException Wrapped(string operation, Exception e) => new(
        $"Error from storage provider {storage.GetType().Name}.{stateName} during {operation} "
        + $"for grain {grainId}: {e.Message}", e);
}

/// <summary>What can be asked of a storage.</summary>
internal enum StorageStep
{
    Read,
    Write,
    Clear,
}

/// <summary>A step that was asked for and has not ended.</summary>
internal sealed class QueuedStep(StorageStep step, bool canBeCanceled)
{
    public StorageStep Step => step;

    public bool CanBeCanceled => canBeCanceled;

    public bool HasBegun { get; set; }

    public Task Done { get; set; } = Task.CompletedTask;

    // What was just read, written or cleared is known: it need not be read or cleared again.
    public bool IsDoneBy(QueuedStep before) =>
        before.Done.IsCompletedSuccessfully
        && (step == StorageStep.Read || (step == StorageStep.Clear && before.Step == StorageStep.Clear));
}

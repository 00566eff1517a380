using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>
/// One grain in memory: its mailbox, and the task scheduler on which all its code runs, one piece at a time.
/// A scheduler of its own is what keeps the continuations of its awaits inside its turns.
/// </summary>
/// <remarks>
/// Every field below is guarded by a lock on the activation itself (its header, so that it costs no memory).
/// User code never runs under it. At most one slice of turns is scheduled or running at any time.
/// </remarks>
internal sealed partial class Activation(GrainClass grainClass, string key, int hash)
    : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    private enum Stage : byte { New, Activating, Active, Ending, Deactivating, Dead }

    // The table's, under the table's lock.
    internal Activation? NextInChain;
    internal readonly int Hash = hash;

    private WorkQueue _ready;
    private WorkQueue _waiting;
    private WorkQueue _running;
    private object? _grain;
    private ActivationExtras? _extras;
    private int _lastUsed;
    private Stage _stage;
    private bool _scheduled;
    private bool _watched;
    private bool _blocked;
    private bool _mixed;

    /// <summary>The activation whose turn the calling code runs in.</summary>
    public static new Activation? Current => TaskScheduler.Current as Activation;

    public GrainClass Class => grainClass;

    public LocalRuntime Runtime => grainClass.Runtime;

    public string Key => key;

    // Read without the lock: a stale answer costs a detour, which Enqueue takes.
    public bool IsDead => _stage == Stage.Dead;

    public GrainId GrainId => new(grainClass.GrainType, IdSpan.Create(key));

    public GrainReference GrainReference => new(grainClass, key);

    public IServiceProvider ActivationServices => Extras.Services(Runtime.ServiceProvider);

    private ActivationExtras Extras => LazyInitializer.EnsureInitialized(ref _extras);

    /// <summary>Takes a call in. Once dead, hands it to the grain's next activation.</summary>
    public void Enqueue(Request request)
    {
        lock (this)
        {
            if (_stage != Stage.Dead)
            {
                Accept(request);
                Wake();
                return;
            }
        }

        if (!request.Outlives)
            return;
        if (grainClass.Find(key) is { } next)
            next.Enqueue(request);
        else
            request.Fail(LocalRuntime.Stopped());
    }

    // An interleaving call passes those that wait for a running one, but not one that is just about to start.
    private void Accept(Request request)
    {
        if (request.Interleaves && _stage == Stage.Active && (_blocked || _waiting.IsEmpty))
        {
            _ready.Enqueue(request);
            return;
        }

        _waiting.Enqueue(request);
        _mixed |= request.Interleaves;
    }

    // Under the lock.
    private void Wake()
    {
        if (!_watched)
        {
            _watched = true;
            Runtime.Watch.Add(this);
        }

        var runnable = !_ready.IsEmpty || _stage switch
        {
            Stage.New => true,
            Stage.Active => !_blocked && !_waiting.IsEmpty,
            Stage.Ending => _running.IsEmpty,
            _ => false,
        };
        if (!runnable || _scheduled)
            return;
        _scheduled = true;
        Runtime.Scheduler.Schedule(this);
    }

    // The next thing to run; null puts the activation to rest.
    private WorkItem? Take()
    {
        lock (this)
        {
            if (_ready.Dequeue() is { } ready)
                return ready is Request interleaved ? Begin(interleaved) : ready;
            switch (_stage)
            {
                case Stage.New:
                    _stage = Stage.Activating;
                    return LifecycleStep.Activate;
                case Stage.Ending when _running.IsEmpty:
                    _stage = Stage.Deactivating;
                    return LifecycleStep.Deactivate;
                case Stage.Active when !_blocked && TakeWaiting() is { } next:
                    return next;
            }

            _scheduled = false;
            return null;
        }
    }

    private Request? TakeWaiting()
    {
        // Nobody waits any more for a call that timed out in the queue.
        while (_waiting.Dequeue() is Request next)
        {
            if (next.IsAnswered)
                continue;
            Begin(next);
            if (_mixed)
                Sort();
            return next;
        }

        return null;
    }

    private Request Begin(Request request)
    {
        _running.Enqueue(request);
        _blocked |= !request.Interleaves;
        return request;
    }

    // Once the first has started, the interleaving calls among those that wait need wait no longer.
    private void Sort()
    {
        var arrived = _waiting;
        _waiting = default;
        _mixed = false;
        while (arrived.Dequeue() is Request request)
            Accept(request);
    }

    private bool IsIdle => _running.IsEmpty && _waiting.IsEmpty && _ready.IsEmpty;

    /// <summary>Fails the calls sent at or before the given tick; false when there is nothing left to watch.</summary>
    public bool TimeOut(int sentBefore)
    {
        lock (this)
        {
            TimeOut(_running, sentBefore);
            TimeOut(_waiting, sentBefore);
            TimeOut(_ready, sentBefore);
            return _watched = !IsIdle;
        }
    }

    private void TimeOut(WorkQueue queue, int sentBefore)
    {
        for (var item = queue.First; item is not null; item = queue.After(item))
        {
            if (item is Request { IsAnswered: false } request && request.SentAt - sentBefore <= 0)
                request.Fail(new TimeoutException(
                    $"Response did not arrive on time in {Runtime.ResponseTimeout} for message: "
                    + $"{request.Name} to {GrainId}."));
        }
    }
}

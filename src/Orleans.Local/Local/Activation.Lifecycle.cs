using Orleans.Runtime;

namespace Orleans.Local;

internal sealed partial class Activation
{
    public Task Deactivated
    {
        get
        {
            lock (this)
                return _stage == Stage.Dead ? Task.CompletedTask : Extras.Ended.Task;
        }
    }

    /// <summary>Builds the grain, reads its records, calls its activation method; then calls may start.</summary>
    internal async Task ActivateAsync()
    {
        try
        {
            _grain = grainClass.Build(this);
            var states = _extras?.TakeStates();
            var patience = new CancellationTokenSource();
            foreach (var state in states ?? [])
                await Within(Runtime.Collector.ActivationTimeout, patience, state.LoadAsync(patience.Token));
            await Within(
                Runtime.Collector.ActivationTimeout, patience, ((IGrainBase)_grain).OnActivateAsync(patience.Token));
        }
        catch (Exception e)
        {
            Log.ActivationFailed(Runtime.Logger, GrainId, e);
            await DisposeAsync();
            Bury(e);
            return;
        }

        lock (this)
        {
            // Asked to end meanwhile: the end comes first, and the calls move on.
            if (_stage == Stage.Activating)
                _stage = _extras?.Reason is null ? Stage.Active : Stage.Ending;
            if (_extras is { IsEmpty: true })
                _extras = null;
            _lastUsed = Runtime.Watch.Now;
            Runtime.Collector.Add(this, _lastUsed);
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_stage >= Stage.Ending)
                return;
            Extras.Reason ??= deactivationReason;
            if (_stage == Stage.New || _stage == Stage.Activating)
                return;
            _stage = Stage.Ending;
            Wake();
        }
    }

    /// <summary>
    /// Ends the activation if no call came since the given tick; the result is the tick of its last use, or null.
    /// </summary>
    public int? CollectIfUnusedSince(int tick)
    {
        lock (this)
        {
            if (_stage > Stage.Active)
                return null;
            if (!IsIdle || _lastUsed - tick > 0)
                return IsIdle ? _lastUsed : Runtime.Watch.Now;
            Deactivate(new(DeactivationReasonCode.ActivationIdle, "The activation was idle for the collection age."));
            return null;
        }
    }

    /// <summary>Lets the grain say good-bye, then makes place for its next activation.</summary>
    internal async Task EndAsync()
    {
        try
        {
            _extras?.StopTimers();
            var patience = new CancellationTokenSource();
            var goodbye = ((IGrainBase)_grain!).OnDeactivateAsync(_extras!.Reason!.Value, patience.Token);
            await Within(Runtime.Collector.DeactivationTimeout, patience, goodbye);
        }
        catch (Exception e)
        {
            Log.DeactivationFailed(Runtime.Logger, GrainId, e);
        }

        await DisposeAsync();
        Bury(null);
    }

    public IGrainTimer StartTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        timer.Change(options.DueTime, options.Period);
        lock (this)
            Extras.Add(timer);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (this)
            _extras?.Remove(timer);
    }

    public void Add(IStoredState state) => Extras.Add(state);

    // A token costs little; the timer behind it is only made for what really takes time. It ends the waiting before it
    // cancels, so that nobody disposes the token: whoever waited may be gone by then.
    private Task Within(TimeSpan limit, CancellationTokenSource patience, Task task) =>
        task.IsCompleted ? task : EndWithin(limit, patience, task);

    private async Task EndWithin(TimeSpan limit, CancellationTokenSource patience, Task task)
    {
        var doing = _stage == Stage.Activating ? "activate" : "deactivate";
        var end = new TaskCompletionSource();
        await using var timer = Runtime.Time.CreateTimer(_ =>
        {
            end.TrySetException(new TimeoutException($"{GrainId} took longer than {limit} to {doing}."));
            patience.Cancel();
        }, null, limit, Timeout.InfiniteTimeSpan);
        _ = Relay(task, end);
        await end.Task;
    }

    // Task.WaitAsync would do, but may hop over the thread pool, which a simulation must not.
    private static async Task Relay(Task task, TaskCompletionSource end)
    {
        await task.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        end.TrySetFromTask(task);
    }

    private async Task DisposeAsync()
    {
        try
        {
            if (_grain is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (_grain as IDisposable)?.Dispose();
            if (_extras is not null)
                await _extras.DisposeAsync();
        }
        catch (Exception e)
        {
            Log.DeactivationFailed(Runtime.Logger, GrainId, e);
        }
    }

    // The calls that wait move, in order, to the next activation; after a failed activation they fail with it.
    private void Bury(Exception? failure)
    {
        TaskCompletionSource? ended;
        lock (this)
        {
            _stage = Stage.Dead;
            _grain = null;
            ended = _extras?.TakeEnded();
            _extras = null;
            failure ??= Runtime.IsStopping ? LocalRuntime.Stopped() : null;
            if (failure is null)
                grainClass.Replace(this, Heir());
            else
                grainClass.Replace(this, null);
            while (_waiting.Dequeue() is Request request)
                request.Fail(failure!);
        }

        ended?.TrySetResult();
    }

    private Activation? Heir()
    {
        Activation? heir = null;
        while (_waiting.Dequeue() is Request request)
        {
            if (request.Outlives && !request.IsAnswered)
                (heir ??= new Activation(grainClass, key, Hash))._waiting.Enqueue(request);
        }

        return heir;
    }

    /// <summary>Wakes an activation that inherited calls, once others can find it.</summary>
    public void Inherit()
    {
        lock (this)
            Wake();
    }
}

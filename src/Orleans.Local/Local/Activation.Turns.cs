using Orleans.Storage;

namespace Orleans.Local;

// How turns run: each slice inside one task of this scheduler, so that whatever the grain's code awaits or starts
// comes back here.
internal sealed partial class Activation
{
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs a slice of turns; called by the <see cref="TurnScheduler"/> only.</summary>
    void IThreadPoolWorkItem.Execute() =>
        new Task(static self => ((Activation)self!).RunSlice(), this).RunSynchronously(this);

    private void RunSlice()
    {
        var clean = ExecutionContext.Capture()!;
        for (var turn = 0; turn < Runtime.Scheduler.TurnsPerSlice; turn++)
        {
            if (Take() is not { } item)
                return;
            item.Run(this);
            // What one turn puts into the ambient context is not for the next.
            ExecutionContext.Restore(clean);
        }

        Runtime.Scheduler.Schedule(this);
    }

    internal void RunTask(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        lock (this)
        {
            _ready.Enqueue(new TaskItem(task));
            Wake();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && (ReferenceEquals(task.AsyncState, this) || Current == this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    /// <summary>Starts a call that was taken from the mailbox.</summary>
    internal void Start(Request request)
    {
        Task done;
        try
        {
            done = request.Invoke(_grain!);
        }
        catch (Exception e)
        {
            done = Task.FromException(e);
        }

        if (done.IsCompleted)
            Finish(request, done);
        else
            done.ContinueWith(
                static (task, request) => Current!.Finish((Request)request!, task),
                request, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, this);
    }

    private void Finish(Request request, Task done)
    {
        lock (this)
        {
            _running.Remove(request);
            _blocked &= request.Interleaves;
            if (request.KeepsAlive)
                _lastUsed = Runtime.Watch.Now;
        }

        if (done.Exception?.InnerException is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            conflict.IsSourceActivation = false;
            Deactivate(new(
                DeactivationReasonCode.ApplicationError, conflict, "The stored state is of another version."));
        }

        request.Answer(done);
    }
}

/// <summary>The two steps in an activation's life that are turns of their own.</summary>
internal sealed class LifecycleStep : WorkItem
{
    public static readonly WorkItem Activate = new LifecycleStep();
    public static readonly WorkItem Deactivate = new LifecycleStep();

    internal override void Run(Activation activation)
    {
        // Both end in the activation's own stage, never in an exception.
        _ = this == Activate ? activation.ActivateAsync() : activation.EndAsync();
    }
}

namespace Orleans.Local;

/// <summary>A call on its way to a grain. Generated code derives one class per grain method.</summary>
public abstract class Request : WorkItem
{
    // The clock tick at which it was sent: cheaper than a timestamp, exact enough for a time-out.
    internal int SentAt;

    /// <summary>Interface and method, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the call may start while another call of the same activation awaits.</summary>
    public virtual bool Interleaves => false;

    // Timer ticks end with their activation; calls move on to the next one.
    internal virtual bool Outlives => true;

    internal virtual bool KeepsAlive => true;

    internal abstract bool IsAnswered { get; }

    /// <summary>Calls the method on the grain.</summary>
    /// <param name="grain">The grain object, of the interface that the request was generated for.</param>
    public abstract Task Invoke(object grain);

    internal abstract void Answer(Task done);

    internal abstract void Fail(Exception exception);

    internal sealed override void Run(Activation activation) => activation.Start(this);
}

/// <summary>A call that returns nothing but its completion.</summary>
public abstract class VoidRequest : Request
{
    private readonly TaskCompletionSource _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Reply => _reply.Task;

    internal sealed override bool IsAnswered => _reply.Task.IsCompleted;

    internal sealed override void Answer(Task done) => _reply.TrySetFromTask(done);

    internal sealed override void Fail(Exception exception) => _reply.TrySetException(exception);
}

/// <summary>A call that returns a value.</summary>
/// <typeparam name="TResult">The type of the value.</typeparam>
public abstract class Request<TResult> : Request
{
    private readonly TaskCompletionSource<TResult> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Reply => _reply.Task;

    internal sealed override bool IsAnswered => _reply.Task.IsCompleted;

    internal sealed override void Answer(Task done) => _reply.TrySetFromTask((Task<TResult>)done);

    internal sealed override void Fail(Exception exception) => _reply.TrySetException(exception);
}

namespace Orleans.Local;

/// <summary>Decides where and when an activation that has something to run gets its next slice of turns.</summary>
internal abstract class TurnScheduler
{
    /// <summary>After so many turns without a pause others get a chance.</summary>
    public virtual int TurnsPerSlice => 64;

    /// <summary>Runs <see cref="IThreadPoolWorkItem.Execute"/> of the activation once, later and elsewhere.</summary>
    public abstract void Schedule(IThreadPoolWorkItem activation);
}

/// <summary>The scheduler of a real process: the thread pool, first come first served.</summary>
internal sealed class PoolTurnScheduler : TurnScheduler
{
    public override void Schedule(IThreadPoolWorkItem activation) =>
        ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);
}

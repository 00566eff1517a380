namespace Kwala.Grains;

/// <summary>
/// Runs work that must not hold up a grain's turns, and tells it the time. The thread pool in a process; where a whole
/// deployment runs on one thread, that thread.
/// </summary>
/// <param name="Scheduler">Where.</param>
/// <param name="Time">The clock.</param>
internal sealed record OffTurn(TaskScheduler Scheduler, TimeProvider Time)
{
    /// <summary>Starts work there, and completes with it.</summary>
    public Task<T> Run<T>(Func<Task<T>> work) => Task.Factory
        .StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();
}

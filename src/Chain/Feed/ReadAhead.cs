using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>
/// At most one reading of a query begun before it is asked for, so that in backfill the node works while the last step
/// is being processed. It is given to the one reading that asks for exactly the same, and thrown away by any other.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly Lock _lock = new();
    private Begun? _begun;

    private sealed record Begun(
        FeedCheckpoint From, int Confirmations, Task<FeedStep> Step, CancellationTokenSource Stop);

    /// <summary>Begins the reading after a step of backfill.</summary>
    public void Begin(
        FeedStep.Advanced last, int confirmations, Func<CancellationToken, Task<FeedStep>> read)
    {
        var stop = new CancellationTokenSource();
        var step = Task.Run(() => read(stop.Token), stop.Token);
        // What nobody takes must not be an unobserved exception.
        _ = step.ContinueWith(
            static t => t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        Replace(new Begun(last.To, confirmations, step, stop));
    }

    /// <summary>The reading begun for exactly this, or null.</summary>
    public Task<FeedStep>? Take(FeedCheckpoint from, int confirmations)
    {
        lock (_lock)
        {
            if (_begun is not { } begun || begun.Confirmations != confirmations
                || begun.From.Next != from.Next || !begun.From.Window.SequenceEqual(from.Window))
                return null;
            _begun = null;
            return begun.Step;
        }
    }

    /// <summary>Stops what was begun.</summary>
    public void Dispose() => Replace(null);

    private void Replace(Begun? next)
    {
        Begun? old;
        lock (_lock)
            (old, _begun) = (_begun, next);
        old?.Stop.Cancel();
    }
}

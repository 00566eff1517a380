using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>
/// A timer whose ticks are calls of its activation to itself. The next is armed when the last has ended.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    // What the platform's timers can do: about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposal = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _due = Timeout.InfiniteTimeSpan;
    private TimeSpan _period;
    private bool _ticking;
    private bool _disposed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _options) = (activation, callback, options);
        _timer = activation.Runtime.Time.CreateTimer(
            static self => ((GrainTimer)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_lock)
        {
            if (_disposed)
                return;
            (_due, _period) = (dueTime, period);
            // A change during a tick holds from its end on.
            if (_ticking || !Arm())
                return;
        }

        Queue();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _timer.Dispose();
        _disposal.Cancel();
        _activation.Forget(this);
    }

    private static void Check(TimeSpan value, string name)
    {
        if (value == Timeout.InfiniteTimeSpan)
            return;
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LongestWait, name);
    }

    // Under the lock. With nothing to wait for no clock is asked: true says that the tick is to be queued now.
    private bool Arm()
    {
        var now = _due == TimeSpan.Zero;
        _timer.Change(now ? Timeout.InfiniteTimeSpan : _due, Timeout.InfiniteTimeSpan);
        if (now)
            Begin();
        return now;
    }

    private void Begin() => (_ticking, _due) = (true, _period);

    private void Fire()
    {
        lock (_lock)
        {
            if (_disposed || _ticking || _due == Timeout.InfiniteTimeSpan)
                return;
            Begin();
        }

        Queue();
    }

    private void Queue() => _activation.Enqueue(new Tick(this) { SentAt = _activation.Runtime.Watch.Now });

    private void Ticked(Task done)
    {
        if (done.Exception is { } failure)
            Log.TimerFailed(_activation.Runtime.Logger, _activation.GrainId, failure.InnerException!);
        lock (_lock)
        {
            if (_disposed)
                return;
            _ticking = false;
            if (!Arm())
                return;
        }

        Queue();
    }

    private sealed class Tick(GrainTimer timer) : Request
    {
        public override string Name => "timer tick";

        public override bool Interleaves => timer._options.Interleave;

        internal override bool Outlives => false;

        internal override bool KeepsAlive => timer._options.KeepAlive;

        // A tick has no caller whose patience could end.
        internal override bool IsAnswered => timer._disposed;

        public override Task Invoke(object grain) =>
            timer._disposed ? Task.CompletedTask : timer._callback(timer._disposal.Token);

        internal override void Answer(Task done) => timer.Ticked(done);

        internal override void Fail(Exception exception) { }
    }
}

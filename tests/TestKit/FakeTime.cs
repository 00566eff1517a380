namespace Kwala.TestKit;

/// <summary>
/// A clock that moves only when a test says so. Timers fire on the thread that advances, in order of due time and,
/// at the same due time, in order of arming, so that one script gives one order of events.
/// </summary>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Arming, (DateTimeOffset Due, long Order)> _due = new();
    private readonly List<(Func<DateTimeOffset, TimeSpan, bool> Meant, TaskCompletionSource Armed)> _waits = [];
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Starts at the given instant, by default 2026-01-01T00:00:00Z.</summary>
    public FakeTime(DateTimeOffset? start = null) =>
        _now = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are armed now.</summary>
    public int ArmedTimers
    {
        get { lock (_lock) return _due.UnorderedItems.Count(i => i.Element.IsValid); }
    }

    /// <summary>The time, and what is waited for.</summary>
    public override string ToString()
    {
        lock (_lock)
            return $"{_now:O}; armed: " + string.Join(", ", _due.UnorderedItems
                .Where(it => it.Element.IsValid).OrderBy(it => it.Priority)
                .Select(it => $"{it.Element.Span} until {it.Priority.Due:O}"));
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() { lock (_lock) return _now; }

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves the clock forward, stopping at every timer that comes due on the way, also those armed meanwhile.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } timer)
            timer.Fire();
    }

    /// <summary>
    /// Completes as soon as a timer is armed that comes due exactly <paramref name="dueTime"/> from now: the signal
    /// that the code under test has begun to wait. For zero also what is overdue counts. Fails when nobody does.
    /// </summary>
    public Task WhenArmed(TimeSpan dueTime)
    {
        var due = GetUtcNow() + dueTime;
        return When(
            (at, _) => at == due || (dueTime == TimeSpan.Zero && at < due),
            $"nobody began to wait for {dueTime} at {due - dueTime:O}");
    }

    /// <summary>
    /// Completes as soon as a timer that was armed for <paramref name="span"/> has not come due yet, whenever that
    /// was: what works while the clock is being moved begins to wait somewhere on the way. Fails when nobody does.
    /// </summary>
    public Task WhenWaiting(TimeSpan span) => When((_, asked) => asked == span, $"nobody waits for {span}");

    private Task When(Func<DateTimeOffset, TimeSpan, bool> meant, string failure)
    {
        lock (_lock)
        {
            if (_due.UnorderedItems.Any(i => i.Element.IsValid && meant(i.Priority.Due, i.Element.Span)))
                return Task.CompletedTask;
            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((meant, wait));
            return wait.Task.OrFail(failure);
        }
    }

    private Timer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            while (_due.TryPeek(out var next, out var at) && at.Due <= end)
            {
                _due.Dequeue();
                if (!next.IsValid)
                    continue;
                if (at.Due > _now)
                    _now = at.Due;
                next.Timer.Rearm();
                return next.Timer;
            }

            // In the same breath: what is armed from here on is armed at the end.
            _now = end;
            return null;
        }
    }

    private void Enqueue(Timer timer, long version, TimeSpan dueTime)
    {
        var due = _now + dueTime;
        _due.Enqueue(new Arming(timer, version, dueTime), (due, _order++));
        foreach (var wait in _waits.Where(w => w.Meant(due, dueTime)))
            wait.Armed.SetResult();
        _waits.RemoveAll(w => w.Meant(due, dueTime));
    }

    private readonly record struct Arming(Timer Timer, long Version, TimeSpan Span)
    {
        public bool IsValid => Timer.IsArmedAs(Version);
    }

    private sealed class Timer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private long _version;
        private bool _armed;

        public bool IsArmedAs(long version) => _armed && _version == version;

        public void Fire() => callback(state);

        public void Rearm()
        {
            _armed = _period > TimeSpan.Zero;
            if (_armed)
                time.Enqueue(this, ++_version, _period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _version++;
                _period = period;
                _armed = dueTime != Timeout.InfiniteTimeSpan;
                if (_armed)
                    time.Enqueue(this, _version, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _version++;
                _armed = false;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

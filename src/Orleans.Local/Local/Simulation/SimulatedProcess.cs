namespace Orleans.Local.Simulation;

/// <summary>
/// One process in a simulated world: its clock, its timers and the order of its turns. Killed, nothing of it ever runs
/// again: not what it awaits, not what it has queued.
/// </summary>
internal sealed class SimulatedProcess : TimeProvider
{
    private readonly SimulatedWorld _world;
    private readonly OutsideTurns _outside;

    public SimulatedProcess(SimulatedWorld world)
    {
        _world = world;
        _outside = new OutsideTurns(this);
        Turns = new GrainTurns(this);
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>How much its wall clock is ahead.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>For the runtime of its grains.</summary>
    public TurnScheduler Turns { get; }

    /// <summary>For all code that runs in no grain.</summary>
    public TaskScheduler Outside => _outside;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _world.Now + ClockError;

    public override long GetTimestamp() => _world.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Starts work outside all grains.</summary>
    public Task Start(Func<Task> work) => Task.Factory
        .StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _outside).Unwrap();

    /// <summary>Ends it where it stands.</summary>
    public void Kill()
    {
        IsAlive = false;
        _world.Drop(this);
    }

    internal void Run(Task task) => _outside.Run(task);

    // One turn at a time: whatever may come between two turns in a real process comes between them here.
    private sealed class GrainTurns(SimulatedProcess process) : TurnScheduler
    {
        public override int TurnsPerSlice => 1;

        public override void Schedule(IThreadPoolWorkItem activation) => process._world.Ready(process, activation);
    }

    private sealed class OutsideTurns(SimulatedProcess process) : TaskScheduler
    {
        public void Run(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => process._world.Ready(process, task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && process.IsAlive && Current == this && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class Timer(SimulatedProcess process, Action fire) : ITimer
    {
        private SimulatedWorld.Due? _armed;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Disarm();
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                _armed = process._world.Arm(dueTime, process, Fire);
            return true;
        }

        public void Dispose() => Disarm();

        public ValueTask DisposeAsync()
        {
            Disarm();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            _armed = _period > TimeSpan.Zero ? process._world.Arm(_period, process, Fire) : null;
            fire();
        }

        private void Disarm()
        {
            if (_armed is { } armed)
                armed.Action = null;
            _armed = null;
        }
    }
}

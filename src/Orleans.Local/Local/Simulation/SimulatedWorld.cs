namespace Orleans.Local.Simulation;

/// <summary>
/// One thread, virtual time, and a seed that chooses what runs next: every turn of every process, and everything that
/// comes due. One seed gives one run. Whatever reaches it from another thread is an escape, and ends the run.
/// </summary>
/// <remarks>
/// What comes due runs without a task scheduler, so that continuations which ask for no context run at once, on this
/// thread; what captured a grain's or a process's scheduler becomes a turn.
/// </remarks>
internal sealed class SimulatedWorld(SeededChoice choice, DateTimeOffset start)
{
    // Now and then a turn takes so long that something else comes due before it.
    private const double SlowTurns = 0.02;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(SimulatedProcess Process, object Work)> _ready = [];
    private readonly PriorityQueue<Due, (DateTimeOffset At, long Order)> _due = new();
    private long _order;
    private volatile string? _escape;

    /// <summary>The time that has passed, as no process sees it.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Called before each step with its kind and name: the story of the run.</summary>
    public Action<char, string>? Telling { get; set; }

    /// <summary>Does something later; dropped if its owner is gone by then.</summary>
    public void After(TimeSpan delay, SimulatedProcess? owner, Action action) => Arm(delay, owner, action);

    /// <summary>Takes one step; false where nothing is left to do.</summary>
    public bool Step()
    {
        if (_escape is { } escape)
            throw new InvalidOperationException("Something ran on another thread: " + escape);
        if (_ready.Count > 0 && !TimePasses())
        {
            RunTurn();
            return true;
        }

        while (_due.TryDequeue(out var next, out var when))
        {
            if (next.Action is not { } action || next.Owner is { IsAlive: false })
                continue;
            if (when.At > Now)
                Now = when.At;
            Steps++;
            Telling?.Invoke('!', "");
            next.Action = null;
            action();
            return true;
        }

        if (_ready.Count == 0)
            return false;
        RunTurn();
        return true;
    }

    internal Due Arm(TimeSpan delay, SimulatedProcess? owner, Action action)
    {
        AssertThread();
        var due = new Due(owner, action);
        _due.Enqueue(due, (Now + (delay < TimeSpan.Zero ? TimeSpan.Zero : delay), _order++));
        return due;
    }

    internal void Ready(SimulatedProcess process, object work)
    {
        AssertThread();
        if (process.IsAlive)
            _ready.Add((process, work));
    }

    internal void Drop(SimulatedProcess process) => _ready.RemoveAll(it => it.Process == process);

    internal void AssertThread()
    {
        if (Environment.CurrentManagedThreadId == _thread)
            return;
        _escape ??= Environment.StackTrace;
        throw new InvalidOperationException("The simulation has one thread, and this is another.");
    }

    private bool TimePasses() =>
        _due.TryPeek(out _, out var next)
        && (next.At <= Now ? choice.Below(_ready.Count + 1) == 0 : choice.Chance(SlowTurns));

    private void RunTurn()
    {
        var at = choice.Below(_ready.Count);
        var (process, work) = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Steps++;
        Telling?.Invoke('>', work is Activation activation ? activation.Key : "");
        if (work is IThreadPoolWorkItem turns)
            turns.Execute();
        else
            process.Run((Task)work);
    }

    /// <summary>Something that comes due once, unless it was called off.</summary>
    internal sealed class Due(SimulatedProcess? owner, Action action)
    {
        public SimulatedProcess? Owner => owner;

        public Action? Action { get; set; } = action;
    }
}

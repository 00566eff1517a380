using System.Collections.Concurrent;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Keeps reminders in their table and sends their ticks, each at first time + n periods.</summary>
internal sealed class LocalReminders(LocalRuntime runtime, IReminderTable? table, ReminderOptions options)
{
    private readonly ConcurrentDictionary<(GrainId, string), Schedule> _schedules = new();

    private IReminderTable Table => table ?? throw new InvalidOperationException(
        "The reminder service has not been configured: the container holds no IReminderTable.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (table is null)
            return;
        await table.StartAsync(cancellationToken);
        foreach (var entry in (await table.ReadRows(0, 0)).Reminders)
            Arm(entry);
    }

    public void Stop()
    {
        foreach (var schedule in _schedules.Values)
            schedule.Dispose();
        _schedules.Clear();
    }

    public Task CloseAsync(CancellationToken cancellationToken) =>
        table?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<IGrainReminder> Register(GrainId grainId, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < options.MinimumReminderPeriod)
            throw new ArgumentException(
                $"Cannot register reminder {name} as requested period ({period}) is less than minimum allowed "
                + $"reminder period ({options.MinimumReminderPeriod})");
        var entry = new ReminderEntry
        {
            GrainId = grainId,
            ReminderName = name,
            StartAt = runtime.Time.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        entry.ETag = await Table.UpsertRow(entry)
            ?? throw new ReminderException(
                $"Could not register reminder {entry}: its row changed meanwhile. Try again.");
        Arm(entry);
        return new Handle(entry);
    }

    public async Task Unregister(IGrainReminder reminder)
    {
        var entry = ((Handle)reminder).Entry;
        if (!await Table.RemoveRow(entry.GrainId, entry.ReminderName, entry.ETag!)
            && await Table.ReadRow(entry.GrainId, entry.ReminderName) is not null)
            throw new ReminderException(
                $"Could not unregister reminder {entry}: it was changed since it was obtained.");
        if (_schedules.TryRemove((entry.GrainId, entry.ReminderName), out var schedule))
            schedule.Dispose();
    }

    public async Task<IGrainReminder?> Get(GrainId grainId, string name) =>
        await Table.ReadRow(grainId, name) is { } entry ? new Handle(entry) : null;

    public async Task<List<IGrainReminder>> GetAll(GrainId grainId) =>
        [.. (await Table.ReadRows(grainId)).Reminders.Select(entry => new Handle(entry))];

    private void Arm(ReminderEntry entry)
    {
        if (runtime.ClassOf(entry.GrainId.Type) is not { } grainClass)
        {
            Log.ReminderOfUnknownGrain(runtime.Logger, entry.GrainId, entry.ReminderName);
            return;
        }

        var schedule = new Schedule(runtime, grainClass, entry);
        _schedules.AddOrUpdate((entry.GrainId, entry.ReminderName), schedule, (_, old) =>
        {
            old.Dispose();
            return schedule;
        });
        schedule.Arm();
    }

    private sealed record Handle(ReminderEntry Entry) : IGrainReminder
    {
        public string ReminderName => Entry.ReminderName;
    }

    private sealed class Schedule : IDisposable
    {
        // Timers end at about 49 days; a longer wait is made of several.
        private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

        private readonly LocalRuntime _runtime;
        private readonly GrainClass _grainClass;
        private readonly ReminderEntry _entry;
        private readonly ITimer _timer;
        private DateTime _due;

        public Schedule(LocalRuntime runtime, GrainClass grainClass, ReminderEntry entry)
        {
            (_runtime, _grainClass, _entry) = (runtime, grainClass, entry);
            _timer = runtime.Time.CreateTimer(
                static self => ((Schedule)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        private DateTime Now => _runtime.Time.GetUtcNow().UtcDateTime;

        public void Arm()
        {
            _due = NextTick(_entry.StartAt, _entry.Period, Now);
            Wait();
        }

        public void Dispose() => _timer.Dispose();

        private static DateTime NextTick(DateTime start, TimeSpan period, DateTime now) =>
            now <= start || period <= TimeSpan.Zero ? start : start + period * Math.Ceiling((now - start) / period);

        private void Wait()
        {
            var wait = _due - Now;
            _timer.Change(
                wait < TimeSpan.Zero ? TimeSpan.Zero : wait > WaitMax ? WaitMax : wait, Timeout.InfiniteTimeSpan);
        }

        private void Fire()
        {
            if (Now < _due)
                Wait();
            else
                new ReminderProxy(_grainClass, _entry.GrainId.Key.ToString()).Send(new Tick(this, _entry, Now));
        }

        private void Ticked(Exception? failure)
        {
            if (failure is not null)
                Log.ReminderFailed(_runtime.Logger, _entry.GrainId, _entry.ReminderName, failure);
            // Just past this tick, so that it is not found again.
            _due = NextTick(_entry.StartAt, _entry.Period, (Now > _due ? Now : _due) + TimeSpan.FromTicks(1));
            Wait();
        }

        // What follows a tick follows at once, wherever it was answered: there is no caller to come back to.
        private sealed class Tick(Schedule schedule, ReminderEntry entry, DateTime now) : Request
        {
            private int _answered;

            public override string Name => $"IRemindable.ReceiveReminder({entry.ReminderName})";

            internal override bool IsAnswered => _answered != 0;

            public override Task Invoke(object grain) => ((IRemindable)grain).ReceiveReminder(
                entry.ReminderName, new TickStatus(entry.StartAt, entry.Period, now));

            internal override void Answer(Task done) => End(done.IsCanceled
                ? new TaskCanceledException(done)
                : done.Exception?.InnerException);

            internal override void Fail(Exception exception) => End(exception);

            private void End(Exception? failure)
            {
                if (Interlocked.Exchange(ref _answered, 1) == 0)
                    schedule.Ticked(failure);
            }
        }
    }

    private sealed class ReminderProxy(GrainClass grainClass, string key) : GrainProxy(new GrainTarget(grainClass, key))
    {
        public void Send(Request tick) => Post(tick);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

[Alias("test.tally")]
internal interface ITallyGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Total();

    Task Save();

    Task AddAndSave(int times);

    Task Clear();

    Task<string?> Etag();

    ValueTask<bool> Exists();
}

internal sealed record Tally
{
    public int Total { get; init; }
}

internal sealed class TallyGrain([PersistentState("tally", "test")] IPersistentState<Tally> state, Journal journal)
    : Grain, ITallyGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Write($"activated {this.GetPrimaryKeyString()} at {state.State.Total}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int amount) =>
        Task.FromResult((state.State = state.State with { Total = state.State.Total + amount }).Total);

    public Task<int> Total() => Task.FromResult(state.State.Total);

    public Task Save() => state.WriteStateAsync();

    public Task AddAndSave(int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ =>
    {
        state.State = state.State with { Total = state.State.Total + 1 };
        return state.WriteStateAsync();
    }));

    public Task Clear() => state.ClearStateAsync();

    public Task<string?> Etag() => Task.FromResult(state.Etag);

    public ValueTask<bool> Exists() => new(state.RecordExists);
}

/// <summary>A grain that does what a test tells it.</summary>
[Alias("test.puppet")]
internal interface IPuppetGrain : IGrainWithStringKey
{
    Task Write(string line);

    Task WaitFor(string gate);

    [AlwaysInterleave]
    Task WriteBetween(string line);

    [OneWay]
    Task WriteAndFail(string line);

    Task Throw(string message);

    Task Leave();

    Task<int> Crowd(int yields);

    Task<string?> Context(string key);

    Task<string?> ContextOfNext(string key, string next);

    Task SetContext(string key, string value);

    Task StartTimer(string name, TimeSpan due, TimeSpan period, bool interleave);

    Task StopTimer(string name);

    Task ChangeTimer(string name, TimeSpan due, TimeSpan period);

    Task<bool> RunsOnOwnScheduler();

    Task CallBack(IPuppetGrain other, string line);

    Task<string> WaitCancellably(CancellationToken cancellationToken);

    Task BlockUntil(string gate);

    Task SaveOf(ITallyGrain tally);

    Task CallBackThrough(IPuppetGrain other, IPuppetGrain self);
}

internal sealed class PuppetGrain(Journal journal) : Grain, IPuppetGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private int _inside;
    private int _most;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await (Name == "slow to come" ? journal.Gate("come") : Task.CompletedTask);
        await Task.Yield();
        journal.Write($"{Name}: activated");
        if (Name == "reluctant" && journal.Lines.Count(line => line == "reluctant: activated") == 1)
            throw new InvalidOperationException("Not yet.");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (Name.StartsWith("slow", StringComparison.Ordinal))
            await journal.Gate("leave");
        journal.Write($"{Name}: deactivated, {reason.ReasonCode}");
    }

    public Task Write(string line)
    {
        journal.Write(line);
        return Task.CompletedTask;
    }

    public async Task WaitFor(string gate)
    {
        journal.Write($"{gate}: waiting");
        await journal.Gate(gate);
        journal.Write($"{gate}: passed");
    }

    public Task WriteBetween(string line) => Write(line);

    public Task WriteAndFail(string line)
    {
        journal.Write(line);
        throw new InvalidOperationException("Nobody hears this.");
    }

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    // How many calls or continuations were ever inside this grain at once.
    public async Task<int> Crowd(int yields)
    {
        for (var i = 0; i < yields; i++)
        {
            _most = Math.Max(_most, ++_inside);
            Thread.SpinWait(50);
            _inside--;
            await Task.Yield();
        }

        return _most;
    }

    public Task<string?> Context(string key) => Task.FromResult((string?)RequestContext.Get(key));

    public Task<string?> ContextOfNext(string key, string next) =>
        GrainFactory.GetGrain<IPuppetGrain>(next).Context(key);

    public Task SetContext(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task StartTimer(string name, TimeSpan due, TimeSpan period, bool interleave)
    {
        _timers[name] = this.RegisterGrainTimer(
            (line, _) => Write(line), name, new() { DueTime = due, Period = period, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StopTimer(string name)
    {
        _timers[name].Dispose();
        return Task.CompletedTask;
    }

    public Task ChangeTimer(string name, TimeSpan due, TimeSpan period)
    {
        _timers[name].Change(due, period);
        return Task.CompletedTask;
    }

    public async Task<bool> RunsOnOwnScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var started = await Task.Factory.StartNew(
            () => TaskScheduler.Current, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        return before != TaskScheduler.Default && before == TaskScheduler.Current && before == started;
    }

    public Task CallBack(IPuppetGrain other, string line) => other.Write(line);

    public async Task<string> WaitCancellably(CancellationToken cancellationToken)
    {
        journal.Write("waiting cancellably");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return "never";
    }

    public Task SaveOf(ITallyGrain tally) => tally.Save();

    public Task CallBackThrough(IPuppetGrain other, IPuppetGrain self) => other.CallBack(self, "never");

    // A grain must not block its thread; this one does, and its callers must not suffer for ever.
    public Task BlockUntil(string gate)
    {
        journal.Write($"{gate}: blocking");
        journal.Gate(gate).GetAwaiter().GetResult();
        return Task.CompletedTask;
    }
}

[Alias("test.outbox")]
internal interface IOutboxGrain : IGrainWithStringKey
{
    Task Promise(string message);

    Task<string?> Pending();
}

internal sealed record Outbox
{
    public string? Pending { get; init; }
}

/// <summary>Saves what it is going to do, does it, and saves that it is done: the way of every grain here.</summary>
internal sealed class OutboxGrain([PersistentState("outbox", "test")] IPersistentState<Outbox> state, Journal journal)
    : Grain, IOutboxGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Keep();

    public async Task Promise(string message)
    {
        state.State = new Outbox { Pending = message };
        await state.WriteStateAsync();
        journal.Write($"saved {message}");
        await journal.Gate("effect");
        await Keep();
    }

    public Task<string?> Pending() => Task.FromResult(state.State.Pending);

    private async Task Keep()
    {
        if (state.State.Pending is not { } message)
            return;
        journal.Write($"did {message}");
        state.State = new Outbox();
        await state.WriteStateAsync();
    }
}

[Alias("test.alarm")]
internal interface IAlarmGrain : IGrainWithStringKey
{
    Task Remind(string name, TimeSpan due, TimeSpan period);

    Task<bool> Forget(string name);

    Task<int> Count();

    Task Leave();
}

internal sealed class AlarmGrain(Journal journal) : Grain, IAlarmGrain, IRemindable
{
    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Forget(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<int> Count() => (await this.GetReminders()).Count;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        journal.Write($"{reminderName} at {status.CurrentTickTime:HH:mm}");
        return Task.CompletedTask;
    }
}

[Alias("test.shared")]
internal interface ISharedGrain : IGrainWithStringKey
{
    Task<string> WhoAmI();
}

internal sealed class FirstSharedGrain([FromKeyedServices("name")] string name) : Grain, ISharedGrain
{
    public Task<string> WhoAmI() => Task.FromResult($"first {name}");
}

[GrainType("second")]
internal sealed class SecondSharedGrain(IGrainContext context) : Grain, ISharedGrain
{
    public Task<string> WhoAmI() => Task.FromResult(context.GrainId.ToString());
}

[Alias("test.lobby")]
internal interface ILobbyGrain : IGrainWithStringKey
{
    Task WaitFor(string gate);

    Task Open(string gate);
}

[Reentrant]
internal sealed class LobbyGrain(Journal journal) : Grain, ILobbyGrain
{
    public async Task WaitFor(string gate)
    {
        journal.Write($"{gate}: waiting");
        await journal.Gate(gate);
        journal.Write($"{gate}: passed");
    }

    public Task Open(string gate)
    {
        journal.Open(gate);
        return Task.CompletedTask;
    }
}

[Alias("test.visited")]
internal interface IVisitedGrain : IGrainWithStringKey
{
    Task<int> Visit(int number, bool leave);
}

internal sealed class VisitedGrain : Grain, IVisitedGrain
{
    private static readonly ConcurrentDictionary<string, VisitedGrain> Inside = new();

    public static int Overlaps;

    public async Task<int> Visit(int number, bool leave)
    {
        if (!Inside.TryAdd(this.GetPrimaryKeyString(), this))
            Interlocked.Increment(ref Overlaps);
        await Task.Yield();
        Inside.TryRemove(this.GetPrimaryKeyString(), out _);
        if (leave)
            DeactivateOnIdle();
        return number;
    }
}

internal sealed class ScopedThing : IDisposable
{
    private readonly Journal _journal;

    public ScopedThing(Journal journal)
    {
        _journal = journal;
        journal.Write("thing made");
    }

    public void Dispose() => _journal.Write("thing disposed");
}

[Alias("test.scoped")]
internal interface IScopedGrain : IGrainWithStringKey
{
    Task Leave();
}

internal sealed class ScopedGrain(ScopedThing thing) : Grain, IScopedGrain
{
    public Task Leave()
    {
        GC.KeepAlive(thing);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

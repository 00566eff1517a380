using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

/// <summary>A grain that does what a test tells it.</summary>
[Alias("test.puppet")]
internal interface IPuppetGrain : IGrainWithStringKey
{
    Task Write(string line);

    Task WaitFor(string gate);

    [AlwaysInterleave]
    Task WriteBetween(string line);

    Task Throw(string message);

    Task Leave();

    Task<int> Crowd(int yields);

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

    // How many calls, continuations or ticks were ever inside this grain at once.
    public async Task<int> Crowd(int yields)
    {
        for (var i = 0; i < yields; i++)
        {
            Enter();
            await Task.Yield();
        }

        return _most;
    }

    private void Enter()
    {
        _most = Math.Max(_most, ++_inside);
        Thread.SpinWait(50);
        _inside--;
    }

    private Task Tick(string line)
    {
        Enter();
        return Write(line);
    }

    public Task StartTimer(string name, TimeSpan due, TimeSpan period, bool interleave)
    {
        _timers[name] = this.RegisterGrainTimer(
            (line, _) => Tick(line), name, new() { DueTime = due, Period = period, Interleave = interleave });
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

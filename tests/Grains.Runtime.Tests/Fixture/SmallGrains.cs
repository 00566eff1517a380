using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

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

[Alias("test.blank")]
internal interface IBlankGrain : IGrainWithStringKey
{
    Task Save();
}

internal sealed class BlankGrain([PersistentState("blank", "test")] IPersistentState<Tally> state) : Grain, IBlankGrain
{
    public Task Save() => state.WriteStateAsync();
}

internal interface ICounted
{
    Task<int> Count();
}

[Alias("test.counted")]
internal interface ICountedGrain : IGrainWithStringKey, ICounted;

internal sealed class CountedGrain : Grain, ICountedGrain
{
    private int _count;

    public Task<int> Count() => Task.FromResult(++_count);
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

[Alias("test.unremindable")]
internal interface IUnremindableGrain : IGrainWithStringKey
{
    Task Remind(string name);
}

internal sealed class UnremindableGrain : Grain, IUnremindableGrain
{
    public Task Remind(string name) =>
        this.RegisterOrUpdateReminder(name, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
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

[Alias("test.disposed")]
internal interface IDisposedGrain : IGrainWithStringKey
{
    Task Leave();
}

internal sealed class DisposedGrain(Journal journal) : Grain, IDisposedGrain, IDisposable
{
    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose() => journal.Write("grain disposed");
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

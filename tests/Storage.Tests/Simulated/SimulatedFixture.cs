using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Simulation.Store;
using Kwala.Storage.Tests.Conformance;
using Kwala.TestKit;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Tests.Simulated;

/// <summary>The store of simulated worlds in fair weather: what goes wrong there is laid over it.</summary>
public sealed class SimulatedFixture : IStorageFixture
{
    private readonly Disk _disk = new();

    public FakeTime Time { get; } = new();

    public IGrainStorage Grains { get; private set; } = null!;

    public IReminderTable Reminders => Rows;

    public IDueIndex Due => Rows;

    public ISubscriberIndex Subscribers => Rows;

    public IHistory History => Rows;

    public IValueLog Values => Rows;

    public IStateArchive Archive => throw new NotSupportedException("Nobody exports a simulated world.");

    private DiskRows Rows { get; set; } = null!;

    public Task Start()
    {
        var weather = new FairWeather();
        Grains = new DiskGrainStorage(_disk, new StateFormat(Codecs.All), weather);
        Rows = new DiskRows(_disk, weather);
        return Task.CompletedTask;
    }

    public Task Reopen() => Start();

    public Task DropOldHistory()
    {
        _disk.History.DropBefore(Time.GetUtcNow() - Rows.Retention);
        return Task.CompletedTask;
    }

    // Final values are merged as they are told to be final: there is no other time to do it.
    public Task MergeValues(ChainId chain, long block) => Task.CompletedTask;

    public IStorageFixture Another() => new SimulatedFixture();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

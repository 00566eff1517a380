using Kwala.TestKit;
using Kwala.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;

namespace Kwala.Grains.Runtime.Tests.Fixture;

/// <summary>What outlives a process: clock, stores and the memory of what grains did.</summary>
internal sealed class World
{
    public FakeTime Time { get; } = new();

    public TestStorage Storage { get; } = new();

    public TestReminderTable Reminders { get; } = new();

    public Journal Journal { get; } = new();
}

/// <summary>A process with grains, in a world that the test holds in its hands.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly RuntimeHost _host;
    private readonly World _world;

    private TestSilo(RuntimeHost host, World world) => (_host, _world) = (host, world);

    public FakeTime Time => _world.Time;

    public TestStorage Storage => _world.Storage;

    public Journal Journal => _world.Journal;

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<TestSilo> StartAsync(Action<IServiceCollection>? configure = null, World? world = null)
    {
        world ??= new World();
        var host = await RuntimeHost.Start(world.Time, services =>
        {
            services.AddSingleton(world.Time).AddSingleton<TimeProvider>(world.Time).AddSingleton(world.Journal);
            services.AddKeyedSingleton<IGrainStorage>("test", world.Storage);
            services.AddSingleton<IReminderTable>(world.Reminders);
            configure?.Invoke(services);
        });
        return new TestSilo(host, world);
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public void LetCallsTimeOut() => _host.LetCallsTimeOut();

    public Task CollectIdle() => _host.CollectIdle();

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.Stop(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>What grains did, in order, and signals by which a test and a grain wait for one another.</summary>
internal sealed class Journal
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, TaskCompletionSource> _gates = [];
    private readonly List<(string Line, int Times, TaskCompletionSource Seen)> _waits = [];

    public IReadOnlyList<string> Lines { get { lock (_lock) return [.. _lines]; } }

    public void Write(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var wait in _waits.Where(wait => _lines.Count(l => l == wait.Line) >= wait.Times))
                wait.Seen.TrySetResult();
        }
    }

    public Task Seen(string line, int times = 1)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_lines.Count(l => l == line) >= times)
                seen.SetResult();
            _waits.Add((line, times, seen));
            return seen.Task.OrFail($"nobody wrote \"{line}\" {times} times");
        }
    }

    public Task Gate(string name) => Of(name).Task;

    public void Open(string name) => Of(name).TrySetResult();

    private TaskCompletionSource Of(string name)
    {
        lock (_lock)
        {
            if (!_gates.TryGetValue(name, out var gate))
                _gates[name] = gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return gate;
        }
    }
}

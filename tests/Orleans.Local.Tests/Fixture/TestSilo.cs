using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Orleans.Local.Tests.Fixture;

/// <summary>A host with grains, on a clock and a store that the test holds in its hands.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host) => _host = host;

    public FakeTime Time => _host.Services.GetRequiredService<FakeTime>();

    public TestStorage Storage => (TestStorage)_host.Services.GetRequiredKeyedService<IGrainStorage>("test");

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<TestSilo> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var time = new FakeTime();
        builder.Services.AddSingleton(time).AddSingleton<TimeProvider>(time).AddSingleton<Journal>();
        builder.Services.AddKeyedSingleton<IGrainStorage>("test", new TestStorage());
        builder.UseOrleans(silo => configure?.Invoke(silo.Services));
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host);
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using (_host)
            await _host.StopAsync(new CancellationToken(canceled: true));
    }
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
            return seen.Task;
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

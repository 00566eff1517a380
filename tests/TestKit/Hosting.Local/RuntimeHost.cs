using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kwala.TestKit.Hosting;

/// <summary>A process that runs grains on Orleans.Local.</summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly FakeTime _time;

    private RuntimeHost(IHost host, FakeTime time) => (_host, _time) = (host, time);

    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Orleans.Local is one process.</summary>
    public static int SilosMax => 1;

    public IServiceProvider Services => _host.Services;

    /// <summary>The services of every silo.</summary>
    public IReadOnlyList<IServiceProvider> Silos => [_host.Services];

    public static async Task<RuntimeHost> Start(FakeTime time, Action<IServiceCollection> configure, int silos = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(silos, SilosMax);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => configure(silo.Services));
        var host = builder.Build();
        await host.StartAsync();
        return new RuntimeHost(host, time);
    }

    /// <summary>Lets so much time pass that every call under way times out.</summary>
    public void LetCallsTimeOut() => _time.Advance(ResponseTimeout + TimeSpan.FromSeconds(2));

    /// <summary>Lets idle activations be collected; they may go on to end after it.</summary>
    public Task CollectIdle()
    {
        _time.Advance(TimeSpan.FromMinutes(18));
        return Task.CompletedTask;
    }

    public Task Stop(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <summary>Drops the process as a crash does: nothing is said good-bye to.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_host)
            await _host.StopAsync(new CancellationToken(canceled: true));
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Kwala.TestKit.Hosting;

/// <summary>Silos of Orleans's own test host, one unless more are asked for.</summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private RuntimeHost(InProcessTestCluster cluster) => _cluster = cluster;

    /// <summary>What to set for calls that shall time out: it is waited for, by the machine's clock.</summary>
    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How many silos a cluster of the tests has.</summary>
    public static int SilosMax => 3;

    public IServiceProvider Services => Silos[0];

    /// <summary>The services of every silo.</summary>
    public IReadOnlyList<IServiceProvider> Silos => [.. _cluster.Silos.Select(it => it.ServiceProvider)];

    public static async Task<RuntimeHost> Start(FakeTime time, Action<IServiceCollection> configure, int silos = 1)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(
                ReminderTimeProviderNames.Reminders, new ImpatientTime(time));
            // Measured by the machine's clock, whatever clock is given: a machine that is busy is no call that hangs.
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMinutes(3));
            configure(silo.Services);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new RuntimeHost(cluster);
    }

    /// <summary>Calls time out by the machine's clock: who awaits them waits for it.</summary>
    public void LetCallsTimeOut() => _ = _cluster;

    /// <summary>Lets idle activations be collected; they may go on to end after it.</summary>
    public Task CollectIdle() => Services.GetRequiredService<IClusterClient>()
        .GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public Task Stop(CancellationToken cancellationToken) => _cluster.Silos[0].StopSiloAsync(cancellationToken);

    /// <summary>Drops the process as a crash does: nothing is said good-bye to.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _cluster.Silos.ToArray())
            await silo.StopSiloAsync(new CancellationToken(canceled: true));
        await _cluster.DisposeAsync();
    }
}

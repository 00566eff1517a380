using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Local;

namespace Microsoft.Extensions.Hosting;

/// <summary>Makes a host run grains.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Makes the host run grains. Called twice, it configures the same runtime.</summary>
    public static IHostApplicationBuilder UseOrleans(
        this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddRuntime(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Makes the host of these services run grains.</summary>
    public static IServiceCollection AddOrleans(
        this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddRuntime(services, new ConfigurationBuilder().Build()));
        return services;
    }

    private static SiloBuilder AddRuntime(IServiceCollection services, IConfiguration configuration)
    {
        if (!services.Any(service => service.ServiceType == typeof(LocalRuntime)))
        {
            services.AddOptions();
            services.AddLogging();
            services.TryAddSingleton(_ => GrainCatalog.OfProcess());
            services.AddSingleton(s => new LocalRuntime(s, s.GetRequiredService<GrainCatalog>(), services));
            services.AddSingleton<IClusterClient>(s => s.GetRequiredService<LocalRuntime>());
            services.AddSingleton<IGrainFactory>(s => s.GetRequiredService<LocalRuntime>());
            services.AddHostedService<SiloHost>();
        }

        return new SiloBuilder(services, configuration);
    }

    private sealed record SiloBuilder(IServiceCollection Services, IConfiguration Configuration) : ISiloBuilder;
}

/// <summary>Starts the reminders with the host and deactivates all grains when it stops.</summary>
internal sealed class SiloHost(LocalRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => runtime.Reminders.StartAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await runtime.StopAsync(cancellationToken);
        await runtime.Reminders.CloseAsync(cancellationToken);
    }
}

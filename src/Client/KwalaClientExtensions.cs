using Kwala.Client.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kwala.Client;

/// <summary>Adds the client to a container.</summary>
public static class KwalaClientExtensions
{
    /// <summary>
    /// Adds <see cref="IKwalaClient"/> over grains. Needs an Orleans client or silo in the same container, and nothing
    /// else.
    /// </summary>
    public static IServiceCollection AddKwalaClient(
        this IServiceCollection services, Action<KwalaClientOptions>? configure = null)
    {
        services.AddOptions<KwalaClientOptions>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton<GrainCalls>();
        services.TryAddSingleton<IKwalaClient, GrainKwalaClient>();
        return services;
    }
}

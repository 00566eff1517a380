using Kwala.Client.Grains;
using Kwala.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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

    /// <summary>
    /// Adds <see cref="IKwalaClient"/> over the HTTP API, for any backend that reaches it, also of one process.
    /// Mistakes in the options stop a host at its start, all of them at once.
    /// </summary>
    /// <param name="services">The container; a clock in it drives time limits and pauses.</param>
    /// <param name="configure">
    /// Where the API is and the key; of a configuration
    /// <c>configuration.GetSection(KwalaHttpOptions.Section).Bind</c>.
    /// </param>
    public static IServiceCollection AddKwalaHttpClient(
        this IServiceCollection services, Action<KwalaHttpOptions> configure)
    {
        services.AddOptions<KwalaHttpOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<KwalaHttpOptions>, KwalaHttpOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HttpExchange>();
        services.TryAddSingleton<IKwalaClient, HttpKwalaClient>();
        return services;
    }
}

using Kwala.Ports.Tiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Tiers;

/// <summary>Adds the team's backend for tiers, where the configuration names one.</summary>
public static class TierSourceRegistration
{
    /// <summary>
    /// Registers an <see cref="ITierSource"/> where the section <see cref="TierSourceOptions.Section"/> exists, checked
    /// at start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddKwalaTierSource(
        this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(TierSourceOptions.Section);
        if (!section.Exists())
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<TierSourceOptions>()
            .Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TierSourceOptions>, TierSourceOptionsValidator>();
        return services.AddSingleton<ITierSource, HttpTierSource>();
    }
}

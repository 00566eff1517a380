using Kwala.Chain.Aave;
using Kwala.Chain.Portfolio;
using Kwala.Chain.Prices;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kwala.Chain;

/// <summary>Adds the following of chains to a host.</summary>
public static class ChainServices
{
    /// <summary>
    /// Adds <see cref="IChainFeeds"/> over the chains listed in <paramref name="chains"/> (the section
    /// "Kwala:Chains": an array of <see cref="ChainOptions"/>). A mistake in it stops the start with the whole list.
    /// </summary>
    public static IServiceCollection AddKwalaChain(this IServiceCollection services, IConfiguration chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        return services.AddKwalaChain(options =>
        {
            foreach (var section in chains.GetChildren())
            {
                var chain = new ChainOptions { Place = section.Path };
                section.Bind(chain);
                options.Chains.Add(chain);
            }
        });
    }

    /// <summary>As the overload with configuration; calls add up.</summary>
    public static IServiceCollection AddKwalaChain(this IServiceCollection services, Action<ChainsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ChainsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ChainsOptions>, ChainsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IChainFeeds, ChainFeeds>();
        services.TryAddSingleton<IPriceSource, ChainlinkPrices>();
        services.TryAddSingleton<ILendingReader, AaveReader>();
        return services;
    }

    /// <summary>
    /// Adds <see cref="IPortfolioReader"/> beside the chains, of the section "Kwala:Portfolio". A mistake in it stops
    /// the start with the whole list.
    /// </summary>
    public static IServiceCollection AddKwalaPortfolio(
        this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<PortfolioOptions>().Bind(configuration).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PortfolioOptions>, PortfolioOptionsValidator>());
        services.TryAddSingleton<IPortfolioReader, PortfolioReader>();
        return services;
    }
}

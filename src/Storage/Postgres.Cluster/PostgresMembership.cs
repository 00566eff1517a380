using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Messaging;

namespace Kwala.Storage.Postgres.Cluster;

/// <summary>Lets silos, and their clients, find the silos in the database that those share.</summary>
public static class PostgresMembership
{
    /// <summary>
    /// Registers Orleans's membership table over the store of
    /// <see cref="PostgresRegistration.AddKwalaPostgres"/>, whose tables hold it.
    /// </summary>
    public static IServiceCollection AddKwalaMembership(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<IMembershipTable, PostgresMembershipTable>();
    }

    /// <summary>
    /// Registers where a client reaches the silos, over the database of
    /// <see cref="PostgresRegistration.AddKwalaPostgresDatabase"/>.
    /// </summary>
    public static IServiceCollection AddKwalaGateways(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<PostgresMembershipTable>();
        return services.AddSingleton<IGatewayListProvider, PostgresGatewayList>();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Kwala.Storage.Postgres.Cluster;

/// <summary>Lets silos find one another in the database that they share.</summary>
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
}

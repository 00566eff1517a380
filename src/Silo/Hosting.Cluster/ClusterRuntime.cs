using Orleans.Configuration;
using Orleans.Hosting;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>Runs the grains on Microsoft Orleans: one silo, which only this machine reaches.</summary>
internal static class ClusterRuntime
{
    private const string Endpoints = "Orleans:Endpoints";

    /// <summary>Adds the runtime that <c>OrleansRuntime</c> chose at build time.</summary>
    public static void AddOrleansRuntime(this WebApplicationBuilder builder)
    {
        var endpoints = builder.Configuration.GetSection(Endpoints);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                endpoints.GetValue(nameof(EndpointOptions.SiloPort), EndpointOptions.DEFAULT_SILO_PORT),
                endpoints.GetValue(nameof(EndpointOptions.GatewayPort), EndpointOptions.DEFAULT_GATEWAY_PORT))
            .AddReminders());
    }
}

using System.Net;
using Kwala.Storage.Postgres.Cluster;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>
/// Runs the grains on Microsoft Orleans: silos that find one another in the database that they share, or, on the
/// embedded store, one silo that only this machine reaches.
/// </summary>
internal static class ClusterRuntime
{
    private const string Section = "Orleans";

    /// <summary>Adds the runtime that <c>OrleansRuntime</c> chose at build time.</summary>
    public static void AddOrleansRuntime(this WebApplicationBuilder builder)
    {
        var endpoints = builder.Configuration.GetSection($"{Section}:Endpoints");
        var silo = endpoints.GetValue(nameof(EndpointOptions.SiloPort), EndpointOptions.DEFAULT_SILO_PORT);
        var gateway = endpoints.GetValue(nameof(EndpointOptions.GatewayPort), EndpointOptions.DEFAULT_GATEWAY_PORT);
        builder.UseOrleans(orleans =>
        {
            if (StoreChoice.IsPostgres(builder.Configuration))
                orleans.JoinOthers(builder.Configuration, silo, gateway);
            else
                orleans.UseLocalhostClustering(silo, gateway);
            orleans.AddReminders();
        });
    }

    private static void JoinOthers(this ISiloBuilder orleans, ConfigurationManager configuration, int silo, int gateway)
    {
        orleans.Services.AddKwalaMembership();
        orleans.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = configuration.GetValue($"{Section}:{nameof(cluster.ClusterId)}", "kwala");
            cluster.ServiceId = configuration.GetValue($"{Section}:{nameof(cluster.ServiceId)}", "kwala");
        });
        if (configuration[$"{Section}:Endpoints:{nameof(EndpointOptions.AdvertisedIPAddress)}"] is { } advertised)
            orleans.ConfigureEndpoints(IPAddress.Parse(advertised), silo, gateway, listenOnAnyHostAddress: true);
        else
            orleans.ConfigureEndpoints(silo, gateway, listenOnAnyHostAddress: true);
    }
}

using System.Net;
using Kwala.Grains.Shards;
using Kwala.Storage.Azure.Cluster;
using Kwala.Storage.Postgres.Cluster;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Metadata;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>
/// Runs the grains on Microsoft Orleans: silos that find one another in the store that they share, or, on the
/// embedded store, one silo that only this machine reaches.
/// </summary>
internal static class OrleansRuntime
{
    private const string Section = "Orleans";

    /// <summary>Whether grains may run in other processes than the one that asks them.</summary>
    public static bool HasCluster => true;

    /// <summary>Adds the runtime that <c>OrleansRuntime</c> chose at build time.</summary>
    public static void AddOrleansRuntime(this WebApplicationBuilder builder)
    {
        var endpoints = builder.Configuration.GetSection($"{Section}:Endpoints");
        var silo = endpoints.GetValue(nameof(EndpointOptions.SiloPort), EndpointOptions.DEFAULT_SILO_PORT);
        var gateway = endpoints.GetValue(nameof(EndpointOptions.GatewayPort), EndpointOptions.DEFAULT_GATEWAY_PORT);
        builder.UseOrleans(orleans =>
        {
            if (StoreChoice.IsShared(builder.Configuration))
                orleans.JoinOthers(builder.Configuration, silo, gateway);
            else
                orleans.UseLocalhostClustering(silo, gateway);
            if (builder.Configuration[$"{Section}:Name"] is { Length: > 0 } name)
                orleans.Configure<SiloOptions>(it => it.SiloName = name);
            orleans.AddReminders();
            orleans.PlaceByShards();
            // Before memory runs out, those that were idle longest leave it. What is left then has to last until the
            // next look: new wallets filled it within Orleans's five seconds.
            orleans.Configure<GrainCollectionOptions>(it =>
            {
                it.EnableActivationSheddingOnMemoryPressure = true;
                it.MemoryUsagePollingPeriod = TimeSpan.FromSeconds(1);
            });
        });
    }

    /// <summary>Adds a client of the silos that share the store.</summary>
    public static void AddOrleansClient(this WebApplicationBuilder builder) => builder.UseOrleansClient(client =>
    {
        if (StoreChoice.IsAzure(builder.Configuration))
            client.UseKwalaAzure();
        else
            client.Services.AddKwalaGateways();
        client.Services.AddSingleton<IClientConnectionRetryFilter, SilosAwaited>();
        client.Configure<ClusterOptions>(cluster => Name(cluster, builder.Configuration));
    });

    private static void JoinOthers(this ISiloBuilder orleans, ConfigurationManager configuration, int silo, int gateway)
    {
        if (StoreChoice.IsAzure(configuration))
            orleans.UseKwalaAzure();
        else
            orleans.Services.AddKwalaMembership();
        orleans.Services.AddHostedService<SilosLost>();
        orleans.Configure<ClusterOptions>(cluster => Name(cluster, configuration));
        orleans.Configure<ClusterMembershipOptions>(it => it.ProbeTimeout = configuration.GetValue(
            $"{Section}:Membership:{nameof(it.ProbeTimeout)}", it.ProbeTimeout));
        var endpoints = configuration.GetSection($"{Section}:Endpoints");
        if (endpoints[nameof(EndpointOptions.AdvertisedIPAddress)] is { } advertised)
            orleans.ConfigureEndpoints(IPAddress.Parse(advertised), silo, gateway, listenOnAnyHostAddress: true);
        else
            orleans.ConfigureEndpoints(silo, gateway, listenOnAnyHostAddress: true);
        // Where what others are told is not where it listens, as behind a mapped port.
        if (endpoints.GetValue<int?>("SiloListeningPort") is { } inner)
            orleans.Configure<EndpointOptions>(it => it.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, inner));
    }

    private static void PlaceByShards(this ISiloBuilder orleans)
    {
        orleans.Services.AddSingleton<ShardMap>();
        orleans.Services.Replace(ServiceDescriptor.Singleton<IShardHomes>(it => it.GetRequiredService<ShardMap>()));
        orleans.Services.AddSingleton<IGrainPropertiesProvider, ShardPlacementProperties>();
        orleans.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
    }

    private static void Name(ClusterOptions cluster, ConfigurationManager configuration)
    {
        cluster.ClusterId = configuration.GetValue($"{Section}:{nameof(cluster.ClusterId)}", "kwala");
        cluster.ServiceId = configuration.GetValue($"{Section}:{nameof(cluster.ServiceId)}", "kwala");
    }
}

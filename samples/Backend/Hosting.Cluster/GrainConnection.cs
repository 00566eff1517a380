using Kwala.Client;
using Kwala.Storage.Azure;
using Kwala.Storage.Azure.Cluster;
using Kwala.Storage.Postgres;
using Kwala.Storage.Postgres.Cluster;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Kwala.Backend.Hosting.Cluster;

/// <summary>Joins the cluster as a client: calls go to the grains without a detour.</summary>
internal static class GrainConnection
{
    private const string Cluster = "Orleans";
    private const string Gateway = $"{Cluster}:Endpoints:GatewayPort";

    /// <summary>Adds the client over grains.</summary>
    public static void AddKwalaOverGrains(this WebApplicationBuilder builder)
    {
        builder.UseOrleansClient(client => client.FindSilos(builder.Configuration));
        builder.Services.AddKwalaClient();
    }

    // Silos that share a store stand in its table of members. One silo on this machine, on the embedded store, is
    // found by its gateway's port.
    private static void FindSilos(this IClientBuilder client, ConfigurationManager configuration)
    {
        var database = configuration.GetSection(PostgresOptions.Section);
        var account = configuration.GetSection(AzureOptions.Section);
        if (database.Exists())
            client.Services.AddKwalaPostgresDatabase(database.Bind).AddKwalaGateways();
        else if (account.Exists())
            client.UseKwalaAzure().Services.AddKwalaAzureAccount(account.Bind);
        else
        {
            client.UseLocalhostClustering(configuration.GetValue(Gateway, EndpointOptions.DEFAULT_GATEWAY_PORT));
            return;
        }

        client.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = configuration.GetValue($"{Cluster}:{nameof(cluster.ClusterId)}", "kwala");
            cluster.ServiceId = configuration.GetValue($"{Cluster}:{nameof(cluster.ServiceId)}", "kwala");
        });
    }
}

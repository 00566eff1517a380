using Kwala.Client;
using Kwala.Core.Workflows;
using Kwala.Workflows;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Kwala.Backend.Hosting.Cluster;

/// <summary>Joins the cluster as a client: calls go to the grains without a detour.</summary>
internal static class GrainConnection
{
    private const string Postgres = "Kwala:Postgres";
    private const string Gateway = "Orleans:Endpoints:GatewayPort";

    /// <summary>
    /// Adds the client over grains. A text is looked at here before it is put: whether it is a workflow, and of the
    /// name that was asked for. The deployment, which knows its chains and channels, looks again.
    /// </summary>
    public static void AddKwalaOverGrains(this WebApplicationBuilder builder)
    {
        builder.UseOrleansClient(client => client.FindSilos(builder.Configuration));
        builder.Services.AddSingleton<CompileWorkflow>(WorkflowCompiler.WithoutDeployment.Compile);
        builder.Services.AddKwalaClient();
    }

    // The place where a client learns which silos there are. One silo on this machine, on the embedded store, is found
    // by its gateway's port; silos that share a database stand in its table of members, which this does not read yet.
    private static void FindSilos(this IClientBuilder client, ConfigurationManager configuration)
    {
        if (configuration.GetSection(Postgres).Exists())
            throw new OptionsValidationException(
                Postgres,
                typeof(ClusterOptions),
                [
                    $"{Postgres} stands here, and this sample does not read the silos' table of members: take it away "
                    + $"for one silo on this machine, or set {KwalaHttpOptions.Section}:BaseAddress.",
                ]);
        client.UseLocalhostClustering(configuration.GetValue(Gateway, EndpointOptions.DEFAULT_GATEWAY_PORT));
    }
}

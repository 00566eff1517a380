using System.Text;
using System.Text.Json.Nodes;
using Kwala.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kwala.Deploy.Tests.Fixture;

/// <summary>The configuration that the program of a pod reads: its file, then its variables.</summary>
internal static class Settings
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    // What the operator would put into the Secret, by its key.
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["postgres"] = "Host=database.example;Database=kwala;Username=kwala;Password=dummy",
        ["rpc-mainnet"] = "https://node.example/dummy",
        ["webhook"] = "whsec_" + Key,
        ["links"] = Key,
        ["backend-key"] = new string('b', 64),
        ["operator-key"] = new string('o', 64),
    };

    // Keys of the HTTP API are read from the process's own variables.
    static Settings()
    {
        Environment.SetEnvironmentVariable("KWALA_BACKEND_KEY", Secrets["backend-key"]);
        Environment.SetEnvironmentVariable("KWALA_OPERATOR_KEY", Secrets["operator-key"]);
    }

    public static IConfigurationRoot Of(Manifests manifests, JsonNode workload) => Of(
        manifests.File("kwala-config", "kwala.json"),
        workload.Container().Each("env").ToDictionary(it => it.Says("name")!, ValueOf));

    /// <summary>Of a file and variables.</summary>
    public static IConfigurationRoot Of(string file, IReadOnlyDictionary<string, string> variables) =>
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(file)))
            .AddInMemoryCollection(variables.Select(
                it => KeyValuePair.Create(it.Key.Replace("__", ":", StringComparison.Ordinal), (string?)it.Value)))
            // Where a pod has its workflows this machine has nothing.
            .AddInMemoryCollection(
                [new("Kwala:Workflows:Folder", Deployed.At("deploy", "kubernetes", "base", "workflows"))])
            .Build();

    /// <summary>
    /// What the program says of it, built as the image is: for a cluster, whatever these tests are built for.
    /// </summary>
    public static IEnumerable<string> Mistakes(IConfiguration configuration) =>
        KwalaHost.Mistakes(configuration)
            .Except(HostRoles.Mistakes(configuration, hasCluster: false))
            .Concat(HostRoles.Mistakes(configuration, hasCluster: true));

    private static string ValueOf(JsonNode variable) =>
        variable.Says("valueFrom", "secretKeyRef", "key") is { } secret ? Secrets[secret]
        : variable.Says("valueFrom", "fieldRef", "fieldPath") is { } field ? (field == "status.podIP" ? "10.1.2.3" : "kwala-silo-1")
        : variable.Says("value")!;
}

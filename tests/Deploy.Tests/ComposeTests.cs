using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kwala.Deploy.Tests.Fixture;
using Kwala.Silo.Commands;
using Kwala.TestKit.Services;

namespace Kwala.Deploy.Tests;

/// <summary>deploy/compose.yaml: the same program with the same settings on one machine.</summary>
public sealed partial class ComposeTests
{
    private static readonly JsonNode Compose = Deployed.Yaml("deploy", "compose.yaml");

    private static (string Name, JsonNode Service)[] Kwala =>
    [
        .. ((JsonObject)Compose["services"]!).Where(it => it.Value.Says("image")!.StartsWith("kwala:", StringComparison.Ordinal))
            .Select(it => (it.Key, it.Value!)),
    ];

    [SkippableFact]
    public async Task It_fits_the_specification_and_has_no_field_that_is_not_there()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);

        Assert.Empty(await Mistakes(Compose));

        var misspelt = Compose.DeepClone();
        misspelt["services"]!["web"]!["read_onyl"] = true;
        Assert.Contains("/services/web", Assert.Single(await Mistakes(misspelt)), StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_a_database_a_collector_three_silos_web_and_the_migration_before_them()
    {
        var services = ((JsonObject)Compose["services"]!).Select(it => it.Key).Order(StringComparer.Ordinal);

        Assert.Equal(["collector", "migrate", "postgres", "silo-1", "silo-2", "silo-3", "web"], services);
        Assert.All(Kwala.Where(it => it.Name != "migrate"), it => Assert.Equal(
            "service_completed_successfully", it.Service.Says("depends_on", "migrate", "condition")));
        Assert.Equal(
            ["silo-1", "silo-2", "silo-3"],
            Kwala.Select(it => it.Service.Says("environment", "Orleans__Name")).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_its_file_and_variables_the_program_finds_no_mistake() => Assert.All(
        Kwala,
        it => Assert.Empty(Settings.Mistakes(Settings.Of(
            Deployed.Text("deploy", Compose.Says("configs", "kwala", "file")!),
            ((JsonObject)it.Service["environment"]!).ToDictionary(
                variable => variable.Key, variable => Filled(variable.Key, variable.Value!.ToString()))))));

    [Fact]
    public void No_container_of_ours_is_root_or_writes_to_its_image_or_ends_too_soon() => Assert.All(Kwala, it =>
    {
        Assert.Equal("1654:1654", it.Service.Says("user"));
        Assert.Equal("true", it.Service.Says("read_only"));
        Assert.Equal(["ALL"], it.Service.Each("cap_drop").Select(cap => cap.ToString()));
        Assert.True(int.Parse(it.Service.Says("stop_grace_period")!.TrimEnd('s')) >= CommandLine.EndingTime.TotalSeconds + 5);
    });

    [Fact]
    public void Secrets_come_from_the_callers_environment_and_are_missed_where_they_are_not_set()
    {
        var secret = new Regex("(?i)secret|password|connectionstring|rpc__|_key$");

        Assert.All(
            from service in (JsonObject)Compose["services"]!
            from variable in service.Value.At("environment") as JsonObject ?? []
            where secret.IsMatch(variable.Key)
            select variable.Value!.ToString(),
            value => Assert.Matches(Required(), value));
    }

    [Fact]
    public void Every_file_that_is_mounted_exists_and_ports_are_those_of_loopback()
    {
        Assert.All(
            (JsonObject)Compose["configs"]!,
            it => Assert.True(File.Exists(Deployed.At("deploy", it.Value.Says("file")!)), it.Value.Says("file")));
        Assert.All(
            ((JsonObject)Compose["services"]!).SelectMany(it => it.Value.Each("ports")),
            port => Assert.StartsWith("127.0.0.1:", port.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Program_sends_where_the_collector_listens_and_the_collector_shows_what_is_published()
    {
        var collector = Deployed.Yaml("deploy", "collector.yaml");
        var listens = collector.Says("receivers", "otlp", "protocols", "http", "endpoint")!.Split(':')[1];
        var shows = collector.Says("exporters", "prometheus", "endpoint")!.Split(':')[1];

        Assert.All(Kwala.Where(it => it.Name != "migrate"), it => Assert.Equal(
            $"http://collector:{listens}", it.Service.Says("environment", "OTEL_EXPORTER_OTLP_ENDPOINT")));
        Assert.Equal([$"127.0.0.1:{shows}:{shows}"], Compose["services"]!["collector"].Each("ports").Select(it => it.ToString()));
        Assert.All(
            from pipeline in (JsonObject)collector["service"]!["pipelines"]!
            from kind in new[] { "receivers", "processors", "exporters" }
            from name in pipeline.Value.Each(kind)
            select (kind, name.ToString()),
            used => Assert.NotNull(collector.At(used.kind) is JsonObject all && all.ContainsKey(used.Item2) ? all : null));
    }

    private static string Filled(string name, string value) => name switch
    {
        "Kwala__Chains__0__Rpc__0" => "https://node.example/dummy",
        "Kwala__Channels__Webhook__Secrets__0" => "whsec_" + Convert.ToBase64String(new byte[32]),
        "Kwala__Links__Keys__0__Secret" => Convert.ToBase64String(new byte[32]),
        _ => Required().Replace(value, "dummy"),
    };

    private static async Task<string[]> Mistakes(JsonNode compose) =>
        JsonSerializer.Deserialize<string[]>(await NodeScript.Run("compose.js", compose.ToJsonString()))!;

    [GeneratedRegex(@"\$\{[A-Z_]+:\?[^}]+\}")]
    private static partial Regex Required();
}

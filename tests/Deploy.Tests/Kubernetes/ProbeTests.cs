using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Deploy.Tests.Fixture;
using Kwala.Silo.Hosting;
using Kwala.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>What the kubelet asks is answered, at the port where the program listens.</summary>
public sealed class ProbeTests
{
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];

    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_probe_asks_for_a_path_that_is_served(string folder)
    {
        var manifests = await Manifests.Of(folder);
        await using var web = KwalaHost.Build(KwalaHost.Builder(null, new() { ["Kwala:Sqlite:Path"] = "never-opened.db" }));
        await using var silo = HealthAlone();

        Assert.All(Probes, probe => Assert.Contains(Path("kwala-web", probe), Served(web)));
        Assert.All(Probes, probe => Assert.Contains(Path("kwala-silo", probe), Served(silo)));
        Assert.DoesNotContain("/v1/status", Served(silo));

        string? Path(string workload, string probe) =>
            manifests.One("Deployment", workload).Container().Says(probe, "httpGet", "path");
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Start_has_five_minutes_and_a_slow_moment_restarts_nobody(string folder) => Assert.All(
        (await Manifests.Of(folder)).OfKind("Deployment"),
        workload =>
        {
            var container = workload.Container();
            Assert.Equal("/health/started", container.Says("startupProbe", "httpGet", "path"));
            Assert.Equal("/health/live", container.Says("livenessProbe", "httpGet", "path"));
            Assert.Equal("/health/ready", container.Says("readinessProbe", "httpGet", "path"));
            Assert.True(Lasts(container.At("startupProbe")!) >= 300);
            Assert.True(Lasts(container.At("livenessProbe")!) >= 30);
            // Each check has three seconds.
            Assert.True(int.Parse(container.Says("readinessProbe", "timeoutSeconds")!, CultureInfo.InvariantCulture) > 3);
        });

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_port_is_one_where_the_program_listens(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.All(manifests.OfKind("Deployment"), workload =>
        {
            var settings = Settings.Of(manifests, workload);
            var listens = new Dictionary<string, string?>
            {
                ["http"] = BindingAddress.Parse(settings["urls"]!).Port.ToString(CultureInfo.InvariantCulture),
                ["silo"] = settings["Orleans:Endpoints:SiloPort"],
                ["gateway"] = settings["Orleans:Endpoints:GatewayPort"],
            };
            var ports = workload.Container().Each("ports").ToArray();

            Assert.All(ports, port => Assert.Equal(listens[port.Says("name")!], port.Says("containerPort")));
            Assert.All(Probes, probe => Assert.Contains(
                ports, port => port.Says("name") == workload.Container().Says(probe, "httpGet", "port")));
            // Kubelets and other pods come from outside.
            Assert.Equal("+", BindingAddress.Parse(settings["urls"]!).Host);
        });
    }

    private static double Lasts(JsonNode probe) =>
        int.Parse(probe.Says("periodSeconds")!, CultureInfo.InvariantCulture)
        * int.Parse(probe.Says("failureThreshold")!, CultureInfo.InvariantCulture);

    // All that a silo serves.
    private static WebApplication HealthAlone()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddKwalaHealth();
        var app = builder.Build();
        app.MapKwalaHealth();
        return app;
    }

    private static string[] Served(IEndpointRouteBuilder app) =>
    [
        .. app.DataSources.SelectMany(it => it.Endpoints).OfType<RouteEndpoint>()
            .Where(it => it.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true)
            .Select(it => it.RoutePattern.RawText!),
    ];
}

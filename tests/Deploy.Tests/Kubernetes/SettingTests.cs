using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kwala.Core.Workflows;
using Kwala.Deploy.Tests.Fixture;
using Kwala.Silo.Hosting;
using Kwala.Silo.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>Every setting of a pod is one that the program knows, and secrets stand nowhere.</summary>
public sealed partial class SettingTests
{
    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task With_its_file_and_variables_the_program_finds_no_mistake(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.All(
            manifests.OfKind("Deployment"),
            workload => Assert.Empty(Settings.Mistakes(Settings.Of(manifests, workload))));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Role_is_that_of_the_component(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.All(manifests.OfKind("Deployment"), it => Assert.Equal(
            it.Says("spec", "template", "metadata", "labels", "app.kubernetes.io/component"),
            HostRoles.Of(Settings.Of(manifests, it)).ToString(),
            ignoreCase: true));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_workflow_can_be_followed_with_these_chains_and_channels(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var builder = KwalaHost.Builder(null);
        // As one process: who compiles is the same.
        builder.Configuration.AddInMemoryCollection(Settings.Of(manifests, manifests.One("Deployment", "kwala-silo"))
            .AsEnumerable().Where(it => it.Value is not null && it.Key != "Kwala:Role"));
        await using var host = KwalaHost.Build(builder);
        var compile = host.Services.GetRequiredService<CompileWorkflow>();

        var files = (JsonObject)Assert.Single(
            manifests.OfKind("ConfigMap"), it => it.Says("metadata", "name")!.StartsWith("kwala-workflows", StringComparison.Ordinal)).At("data")!;

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.IsType<CompileOutcome.Compiled>(
            compile(new WorkflowSource(file.Key, file.Value!.ToString()))));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Secrets_are_named_and_never_written(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var guide = Deployed.Text("docs", "kubernetes.md");

        Assert.Empty(manifests.OfKind("Secret"));
        Assert.DoesNotMatch(SecretName(), Regex.Replace(manifests.File("kwala-config", "kwala.json"), "\"Env\": \"[A-Z_]+\"", ""));
        Assert.All(manifests.Workloads.SelectMany(it => it.Container().Each("env")), variable =>
        {
            if (variable.At("value") is not null)
                Assert.DoesNotMatch(SecretName(), variable.Says("name")!);
            if (variable.Says("valueFrom", "secretKeyRef", "key") is { } key)
                Assert.Contains($"--from-literal={key}=", guide, StringComparison.Ordinal);
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Orleans_is_set_by_what_the_document_knows(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var known = OrleansOption().Matches(Deployed.Text("docs", "configuration.md")).Select(it => it.Value).ToHashSet();

        Assert.All(manifests.OfKind("Deployment"), workload => Assert.Empty(
            Settings.Of(manifests, workload).GetSection("Orleans").AsEnumerable()
                .Where(it => it.Value is not null).Select(it => it.Key).Except(known, StringComparer.OrdinalIgnoreCase)));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Name_and_address_of_a_silo_come_from_its_pod(string folder)
    {
        var env = (await Manifests.Of(folder)).One("Deployment", "kwala-silo").Container().Each("env").ToArray();

        Assert.Equal("metadata.name", Field("Orleans__Name"));
        Assert.Equal("status.podIP", Field("Orleans__Endpoints__AdvertisedIPAddress"));

        string? Field(string name) =>
            env.Single(it => it.Says("name") == name).Says("valueFrom", "fieldRef", "fieldPath");
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Other_variables_are_known_to_who_reads_them(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var file = manifests.File("kwala-config", "kwala.json");

        Assert.All(manifests.Workloads.SelectMany(it => it.Container().Each("env")), variable =>
        {
            var name = variable.Says("name")!;
            if (name.Contains("__", StringComparison.Ordinal))
                return; // Of the program's own configuration: the tests above.
            if (name.StartsWith("KWALA_", StringComparison.Ordinal))
                Assert.Contains($"\"Env\": \"{name}\"", file, StringComparison.Ordinal);
            else if (name.StartsWith("OTEL_", StringComparison.Ordinal))
                Assert.True(name == OtlpExport.EndpointVariable || TelemetryKnows(name), $"OpenTelemetry reads no {name}.");
            else
                Assert.Equal("POD_NAME", name);
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Only_web_has_the_keys_of_the_api_and_only_silos_those_of_nodes(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var keys = KeyVariable().Matches(manifests.File("kwala-config", "kwala.json")).Select(it => it.Groups[1].Value).Order();

        Assert.Equal(keys, Named("kwala-web").Where(it => it.StartsWith("KWALA_", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(Named("kwala-silo"), it => it.StartsWith("KWALA_", StringComparison.Ordinal));
        Assert.Contains("Kwala__Chains__0__Rpc__0", Named("kwala-silo"));
        Assert.DoesNotContain(Named("kwala-web"), it => it.Contains("Rpc", StringComparison.Ordinal));
        Assert.Equal(["Kwala__Postgres__ConnectionString"], Assert.Single(manifests.OfKind("Job")).Container().Each("env").Select(it => it.Says("name")!));

        IEnumerable<string> Named(string workload) =>
            manifests.One("Deployment", workload).Container().Each("env").Select(it => it.Says("name")!);
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Variable_that_names_another_stands_after_it(string folder) => Assert.All(
        (await Manifests.Of(folder)).Workloads,
        workload =>
        {
            var before = new HashSet<string>();
            foreach (var variable in workload.Container().Each("env"))
            {
                foreach (Match named in Reference().Matches(variable.Says("value") ?? ""))
                    Assert.Contains(named.Groups[1].Value, before);
                Assert.True(before.Add(variable.Says("name")!), $"{variable.Says("name")} is set twice.");
            }
        });

    // The texts that stand in the code of the library.
    private static bool TelemetryKnows(string variable)
    {
        using var file = new PEReader(File.OpenRead(typeof(MeterProviderBuilder).Assembly.Location));
        using var sdk = new PEReader(File.OpenRead(typeof(OpenTelemetry.Sdk).Assembly.Location));
        return Texts(file).Concat(Texts(sdk)).Contains(variable);
    }

    private static IEnumerable<string> Texts(PEReader assembly)
    {
        var metadata = assembly.GetMetadataReader();
        for (var text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text))
            yield return metadata.GetUserString(text);
    }

    [GeneratedRegex("(?i)password|secret|token|connectionstring|key\"|_KEY$|rpc__")]
    private static partial Regex SecretName();

    [GeneratedRegex("\"Env\": \"([A-Z_]+)\"")]
    private static partial Regex KeyVariable();

    [GeneratedRegex("Orleans:[A-Za-z:]+")]
    private static partial Regex OrleansOption();

    [GeneratedRegex(@"\$\(([A-Za-z_]+)\)")]
    private static partial Regex Reference();
}

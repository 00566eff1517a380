using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Kwala.Deploy.Tests.Fixture;

/// <summary>What <c>kubectl kustomize</c> prints for the base or an overlay.</summary>
internal sealed class Manifests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifests>>> Printed = new();

    // The kustomize of kubectl 1.2x cannot read these files yet.
    private static readonly Lazy<Task<string?>> MissingReason = new(async () =>
        Tool.MissingReason("kubectl")
        ?? ((await Tool.Run("kubectl", "version", "--client")).Output.Contains("Kustomize Version: v5", StringComparison.Ordinal)
            ? null
            : "This kubectl is too old: install one with kustomize 5 (kubectl 1.27 or later) to run this test."));

    private Manifests(IReadOnlyList<JsonNode> all) => All = all;

    public static TheoryData<string> Folders => ["base", "overlays/small", "overlays/large"];

    public IReadOnlyList<JsonNode> All { get; }

    /// <summary>Everything that makes pods.</summary>
    public IEnumerable<JsonNode> Workloads => All.Where(it => it.At("spec", "template") is not null);

    /// <summary>Those of a folder below <c>deploy/kubernetes</c>. Skips the test where nobody can print them.</summary>
    public static async Task<Manifests> Of(string folder)
    {
        var missing = await MissingReason.Value;
        Skip.If(missing is not null, missing);
        return await Printed.GetOrAdd(folder, it => new Lazy<Task<Manifests>>(() => Print(it))).Value;
    }

    public IEnumerable<JsonNode> OfKind(string kind) => All.Where(it => it.Says("kind") == kind);

    public JsonNode One(string kind, string name) =>
        Assert.Single(OfKind(kind), it => it.Says("metadata", "name") == name);

    /// <summary>A file of a generated ConfigMap.</summary>
    public string File(string configMap, string name) => Assert.Single(
        OfKind("ConfigMap"), it => it.Says("metadata", "name")!.StartsWith(configMap + "-", StringComparison.Ordinal))
        .Says("data", name)!;

    private static async Task<Manifests> Print(string folder)
    {
        var (status, output) = await Tool.Run("kubectl", "kustomize", Deployed.At("deploy", "kubernetes", folder));
        Assert.True(status == 0, output);
        return new Manifests(YamlText.Documents(output));
    }
}

/// <summary>Ways into a manifest.</summary>
internal static class ManifestPaths
{
    /// <summary>The value at a path of names; null where there is none.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    /// <summary>The text of the value at a path; null where there is none.</summary>
    public static string? Says(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path)?.ToString();

    /// <summary>The entries of the list at a path; none where there is no list.</summary>
    public static IEnumerable<JsonNode> Each(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>Its kind and name, for messages.</summary>
    public static string Title(this JsonNode manifest) => $"{manifest.Says("kind")} {manifest.Says("metadata", "name")}";

    /// <summary>The spec of a workload's pods.</summary>
    public static JsonNode Pod(this JsonNode workload) => workload.At("spec", "template", "spec")!;

    /// <summary>The only container of a workload's pods.</summary>
    public static JsonNode Container(this JsonNode workload) =>
        Assert.Single(workload.Pod().Each("containers").Concat(workload.Pod().Each("initContainers")));

    /// <summary>Whether a workload's pods are among those that a selector means; an empty one means all.</summary>
    public static bool IsChosenBy(this JsonNode workload, JsonNode? selector)
    {
        var labels = workload.At("spec", "template", "metadata", "labels");
        return (selector.At("matchLabels") as JsonObject ?? []).All(it => labels.Says(it.Key) == it.Value!.ToString())
            && selector.Each("matchExpressions").All(it => it.Says("operator") == "In"
                && it.Each("values").Any(value => value.ToString() == labels.Says(it.Says("key")!)));
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>What names pods by their labels, or ports by their names, finds them.</summary>
public sealed class SelectorTests
{
    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_selector_finds_the_pods_that_it_is_for(string folder)
    {
        var manifests = await Manifests.Of(folder);
        string[] Chosen(JsonNode? selector) =>
            [.. manifests.Workloads.Where(it => it.IsChosenBy(selector)).Select(it => it.Says("metadata", "name")!)];

        Assert.All(manifests.OfKind("Deployment"), it => Assert.Equal([it.Says("metadata", "name")!], Chosen(it.At("spec", "selector"))));
        Assert.All(
            manifests.OfKind("PodDisruptionBudget"),
            it => Assert.Equal([it.Says("metadata", "name")!], Chosen(it.At("spec", "selector"))));
        Assert.All(manifests.OfKind("Deployment"), it => Assert.All(
            it.Pod().Each("topologySpreadConstraints"),
            spread => Assert.Equal([it.Says("metadata", "name")!], Chosen(spread.At("labelSelector")))));
        Assert.Equal(
            ["kwala-web"],
            Chosen(new JsonObject { ["matchLabels"] = manifests.One("Service", "kwala-web").At("spec", "selector")!.DeepClone() }));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Service_leads_to_a_port_that_its_pods_have(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var ports = manifests.One("Deployment", "kwala-web").Container().Each("ports").Select(it => it.Says("name"));

        Assert.All(manifests.One("Service", "kwala-web").Each("spec", "ports"), it => Assert.Contains(it.Says("targetPort"), ports));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Autoscaler_has_a_target_whose_share_can_be_reckoned_and_whose_number_nobody_else_sets(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.Equal(2, manifests.OfKind("HorizontalPodAutoscaler").Count());
        Assert.All(manifests.OfKind("HorizontalPodAutoscaler"), autoscaler =>
        {
            var target = manifests.One(
                autoscaler.Says("spec", "scaleTargetRef", "kind")!, autoscaler.Says("spec", "scaleTargetRef", "name")!);
            Assert.Equal(target.Says("apiVersion"), autoscaler.Says("spec", "scaleTargetRef", "apiVersion"));
            Assert.Null(target.At("spec", "replicas"));
            Assert.All(
                autoscaler.Each("spec", "metrics"),
                metric => Assert.NotNull(target.Container().At("resources", "requests", metric.Says("resource", "name")!)));
            Assert.True(Number(autoscaler, "minReplicas") < Number(autoscaler, "maxReplicas"));
        });
        Assert.True(Number(manifests.One("HorizontalPodAutoscaler", "kwala-silo"), "minReplicas") >= 2, "One silo may be lost.");

        static int Number(JsonNode autoscaler, string name) =>
            int.Parse(autoscaler.Says("spec", name)!, CultureInfo.InvariantCulture);
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Update_waits_for_the_successor_and_a_drain_takes_one_at_a_time(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.All(manifests.OfKind("Deployment"), it => Assert.Equal("0", it.Says("spec", "strategy", "rollingUpdate", "maxUnavailable")));
        Assert.All(manifests.OfKind("PodDisruptionBudget"), it => Assert.Equal("1", it.Says("spec", "maxUnavailable")));
    }

    [SkippableFact]
    public async Task Large_overlay_spreads_silos_over_zones_or_does_not_start_them()
    {
        var silo = (await Manifests.Of("overlays/large")).One("Deployment", "kwala-silo");

        Assert.Contains(
            silo.Pod().Each("topologySpreadConstraints"),
            it => it.Says("topologyKey") == "topology.kubernetes.io/zone" && it.Says("whenUnsatisfiable") == "DoNotSchedule");
    }
}

using System.Text.Json.Nodes;
using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>Who may speak to whom, all policies together, and that nobody else may.</summary>
public sealed class NetworkTests
{
    private const string Outside = "0.0.0.0/0";

    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [InlineData("base", "database/postgresql")]
    [InlineData("overlays/small", "database/postgresql")]
    [InlineData("overlays/large", "10.20.0.0/24")]
    public async Task Pods_speak_to_these_and_to_nobody_else(string folder, string database)
    {
        var manifests = await Manifests.Of(folder);
        string[] shared = [$"{database}:5432", "kube-system/kube-dns:53"];

        Assert.Equal(
            [.. shared.Append("observability/otel-collector:4318").Append("silo:silo").Append($"{Outside}:443").Append($"{Outside}:587").Order()],
            Lines(manifests, "kwala-silo", "egress", "to"));
        Assert.Equal(
            [.. shared.Append("observability/otel-collector:4318").Append("silo:gateway").Order()],
            Lines(manifests, "kwala-web", "egress", "to"));
        Assert.Equal([.. shared.Order()], Lines(manifests, "kwala-migrate", "egress", "to"));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Pods_are_spoken_to_by_these_and_by_nobody_else(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.Equal(["silo:silo", "web:gateway"], Lines(manifests, "kwala-silo", "ingress", "from"));
        Assert.Equal(["ingress-nginx:http"], Lines(manifests, "kwala-web", "ingress", "from"));
        Assert.Empty(Lines(manifests, "kwala-migrate", "ingress", "from"));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_pod_of_the_namespace_is_shut_in_by_one_policy_that_opens_nothing(string folder)
    {
        var nothing = (await Manifests.Of(folder)).One("NetworkPolicy", "kwala-nothing");

        Assert.Empty((JsonObject)nothing.At("spec", "podSelector")!);
        Assert.Equal(["Egress", "Ingress"], nothing.Each("spec", "policyTypes").Select(it => it.ToString()).Order());
        Assert.Null(nothing.At("spec", "ingress"));
        Assert.Null(nothing.At("spec", "egress"));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Port_of_a_rule_is_one_that_the_pods_on_its_other_side_have(string folder)
    {
        var manifests = await Manifests.Of(folder);
        var rules =
            from policy in manifests.OfKind("NetworkPolicy")
            from rule in policy.Each("spec", "egress")
            from peer in rule.Each("to")
            from port in rule.Each("ports")
            where !char.IsDigit(port.Says("port")![0])
            select (Peer: peer, Port: port.Says("port"));

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.All(
            manifests.Workloads.Where(it => it.IsChosenBy(rule.Peer.At("podSelector"))),
            it => Assert.Contains(rule.Port, it.Container().Each("ports").Select(port => port.Says("name")))));
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Nothing_private_counts_as_outside(string folder)
    {
        var outside = (await Manifests.Of(folder)).OfKind("NetworkPolicy")
            .SelectMany(it => it.Each("spec", "egress")).SelectMany(it => it.Each("to")).Select(it => it.At("ipBlock"))
            .Where(it => it.Says("cidr") == Outside);

        Assert.All(outside, it => Assert.Superset(
            new HashSet<string> { "10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16" },
            it.Each("except").Select(range => range.ToString()).ToHashSet()));
    }

    // Each as "whom:port", of all policies that choose the workload.
    private static string[] Lines(Manifests manifests, string workload, string direction, string peers)
    {
        var pods = manifests.Workloads.Single(it => it.Says("metadata", "name") == workload);
        var lines =
            from policy in manifests.OfKind("NetworkPolicy")
            where pods.IsChosenBy(policy.At("spec", "podSelector"))
            from rule in policy.Each("spec", direction)
            from peer in rule.Each(peers)
            from port in rule.Each("ports")
            select $"{Whom(peer)}:{port.Says("port")}";
        return [.. lines.Distinct().Order()];
    }

    private static string Whom(JsonNode peer)
    {
        if (peer.Says("ipBlock", "cidr") is { } range)
            return range;
        var labels = peer.At("podSelector", "matchLabels");
        var pod = labels.Says("app.kubernetes.io/component") ?? labels.Says("app.kubernetes.io/name") ?? labels.Says("k8s-app");
        var space = peer.Says("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name");
        return space is null ? pod! : pod is null ? space : $"{space}/{pod}";
    }
}

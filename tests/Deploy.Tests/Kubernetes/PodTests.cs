using Kwala.Deploy.Tests.Fixture;
using Kwala.Silo.Commands;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>What a pod may do, and how long it has to end.</summary>
public sealed class PodTests
{
    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task No_pod_is_root_or_writes_to_its_image_or_may_ask_the_api(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.Equal(3, manifests.Workloads.Count());
        Assert.All(manifests.Workloads, workload =>
        {
            var (pod, container) = (workload.Pod(), workload.Container());
            Assert.Equal("true", pod.Says("securityContext", "runAsNonRoot"));
            Assert.Equal("RuntimeDefault", pod.Says("securityContext", "seccompProfile", "type"));
            Assert.Equal("true", container.Says("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("false", container.Says("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal(["ALL"], container.Each("securityContext", "capabilities", "drop").Select(it => it.ToString()));
            Assert.Equal("false", pod.Says("automountServiceAccountToken"));
            Assert.Equal("false", manifests.One("ServiceAccount", pod.Says("serviceAccountName")!).Says("automountServiceAccountToken"));
        });
        Assert.Equal("restricted", manifests.One("Namespace", "kwala").Says("metadata", "labels", "pod-security.kubernetes.io/enforce"));
        Assert.DoesNotContain(manifests.All, it => it.Says("kind") is "Role" or "RoleBinding" or "ClusterRole" or "ClusterRoleBinding");
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Pod_has_longer_to_end_than_the_program_takes(string folder) => Assert.All(
        (await Manifests.Of(folder)).OfKind("Deployment"),
        workload =>
        {
            var before = workload.Container().Says("lifecycle", "preStop", "sleep", "seconds") ?? "0";
            var given = workload.Pod().Says("terminationGracePeriodSeconds") ?? "30";

            Assert.True(
                int.Parse(given) >= int.Parse(before) + CommandLine.EndingTime.TotalSeconds + 5,
                $"{workload.Title()} has {given} s: {before} s pass before SIGTERM, the program may take {CommandLine.EndingTime}.");
        });

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Mounted_volume_exists_and_what_it_shows_too(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.All(manifests.Workloads, workload =>
        {
            foreach (var mount in workload.Container().Each("volumeMounts"))
            {
                var volume = Assert.Single(workload.Pod().Each("volumes"), it => it.Says("name") == mount.Says("name"));
                if (volume.Says("configMap", "name") is not { } name)
                    Assert.NotNull(volume.At("emptyDir"));
                else if (mount.Says("subPath") is { } file)
                    Assert.NotNull(manifests.One("ConfigMap", name).At("data", file));
                else
                    Assert.NotNull(manifests.One("ConfigMap", name).At("data"));
            }
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Image_is_one_by_name_and_version_everywhere(string folder)
    {
        var image = Assert.Single((await Manifests.Of(folder)).Workloads.Select(it => it.Container().Says("image")!).Distinct());

        Assert.Matches("^[a-z0-9./-]+:[0-9]+(\\.[0-9]+)+$", image);
    }
}

using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Workflows;

/// <summary>Files of the folder while kwala runs (decision 17).</summary>
public sealed class WorkflowFolderWatchTests
{
    [Fact]
    public async Task A_change_is_live_a_mistake_keeps_the_last_good_version_and_deleting_removes()
    {
        await using var scene = await Scene.Set();
        await using var kwala = scene.Run();
        using var api = await Scene.Ready(kwala);
        var good = await File.ReadAllTextAsync(scene.Workflow);
        var changed = good.Replace("standard: 1.30", "standard: 1.60", StringComparison.Ordinal);
        Assert.NotEqual(good, changed);

        await File.WriteAllTextAsync(scene.Workflow, changed);
        await kwala.Says("revision 2");
        // A block that was being read when the change came is still decided by the version before.
        await Scene.HasRead(api, scene.Report(2m));
        scene.Report(1.45m);
        await scene.Webhook.Asked();

        await File.WriteAllTextAsync(
            scene.Workflow, changed.Replace("alert:", "allert:", StringComparison.Ordinal) + "\nnonsense: 1\n");
        Assert.Contains("The last good version", await kwala.Says("allert"), StringComparison.Ordinal);
        await kwala.Says("nonsense");
        Assert.Contains("liquidation-risk", await api.GetStringAsync("v1/workflows"), StringComparison.Ordinal);

        File.Delete(scene.Workflow);
        await kwala.Says("revision 3");
        Assert.DoesNotContain("liquidation-risk", await api.GetStringAsync("v1/workflows"), StringComparison.Ordinal);
    }
}

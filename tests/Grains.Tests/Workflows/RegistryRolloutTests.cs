using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Tests.Workflows;

/// <summary>What the registry keeps of the past.</summary>
public sealed class RegistryRolloutTests
{
    [Fact]
    public void Of_a_workflow_the_last_hundred_changes_are_kept_however_often_its_share_is_moved()
    {
        var (risk, noon) = (new WorkflowId("risk"), new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var registry = new RegistryStored { Live = new() { [risk.Value] = "0x01" } };

        for (var change = 0; change < 150; change++)
            registry = registry.WithRollout(
                risk, new RolloutStored { Candidate = "0x02", Percent = change % 2 }, noon.AddMinutes(change));

        Assert.Equal(100, registry.Past![risk.Value].Length);
        Assert.Equal(noon.AddMinutes(149), registry.Past[risk.Value][^1].Since);
    }
}

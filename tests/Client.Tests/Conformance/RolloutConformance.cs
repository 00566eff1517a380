using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of rollouts.</summary>
public abstract class RolloutConformance(RunningDeployment deployment, IKwalaClient client)
{
    private static readonly WorkflowId Mine = new("rollout-of-the-tests");

    private string Yaml => File.ReadAllText(deployment.WorkflowFile)
        .Replace("workflow: liquidation-risk", $"workflow: {Mine}", StringComparison.Ordinal);

    private string Other => Yaml.Replace("5%", "6%", StringComparison.Ordinal);

    [Fact]
    public async Task Candidate_gets_its_share_goes_live_and_is_rolled_back()
    {
        var live = Assert.IsType<WorkflowOutcome.Done>(await client.Workflows.Put(Mine, Yaml, default)).Hash!.Value;

        var tenth = State(await client.Rollouts.Set(Mine, new RolloutRequest(10, true) { Yaml = Other }, default));
        Assert.Equal((live, 10, true), (tenth.Live, tenth.Percent, tenth.Shadow));
        Assert.Equivalent(tenth, Found(await client.Rollouts.Read(Mine, default)), strict: true);
        var candidate = tenth.Candidate!.Value;

        Assert.Equal((candidate, 0), await client.Rollouts.ReadShadow(Mine, default) is ReadOutcome<ShadowDiff>.Found diff
            ? (diff.Value.Candidate, diff.Value.All.Lost) : default);

        Assert.Null(State(await client.Rollouts.End(Mine, default)).Candidate);
        Assert.IsType<ReadOutcome<ShadowDiff>.NotFound>(await client.Rollouts.ReadShadow(Mine, default));
        var whole = State(await client.Rollouts.Set(Mine, new RolloutRequest(100) { Version = candidate }, default));
        Assert.Equal((candidate, null), (whole.Live, whole.Candidate));
        Assert.Equal([candidate, live], whole.Versions.Select(it => it.Hash));

        Assert.Equal(live, State(await client.Rollouts.RollBack(Mine, live, default)).Live);
        await client.Workflows.Delete(Mine, default);
        Assert.IsType<RolloutOutcome.NotFound>(await client.Rollouts.RollBack(Mine, live, default));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_reason()
    {
        var nothing = new WorkflowId("nothing");
        var unknown = Keccak256.Hash([1]);

        Assert.IsType<ReadOutcome<RolloutState>.NotFound>(await client.Rollouts.Read(nothing, default));
        Assert.IsType<RolloutOutcome.NotFound>(await client.Rollouts.End(nothing, default));
        Assert.IsType<RolloutOutcome.NotFound>(await client.Rollouts.RollBack(Risk, unknown, default));
        Assert.IsType<RolloutOutcome.Refused>(
            await client.Rollouts.Set(Risk, new RolloutRequest(10) { Yaml = "workflow: [" }, default));
        Assert.Contains("liquidation-risk.yaml", Assert.IsType<RolloutOutcome.OwnedByFile>(await client.Rollouts.Set(
            Risk,
            new RolloutRequest(100)
            {
                Yaml = File.ReadAllText(deployment.WorkflowFile).Replace("5%", "6%", StringComparison.Ordinal),
            },
            default)).Reason, StringComparison.Ordinal);
    }

    private static RolloutState State(RolloutOutcome outcome) => Assert.IsType<RolloutOutcome.Done>(outcome).State;
}

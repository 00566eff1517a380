using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Tests;

public class SamplesTests
{
    public static TheoryData<string> Files() =>
    [
        .. Directory.GetFiles(Path.Combine(Compiling.Root(), "samples/workflows"), "*.yaml")
            .Select(f => Path.GetFileName(f)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_compiles(string file) => Assert.Empty(Compiling.Mistakes(Read(file)));

    [Fact]
    public void The_liquidation_sample_means_what_it_says()
    {
        var workflow = Compiling.Compiled(Read("liquidation-risk.yaml"));
        Assert.Equal(("liquidation-risk", "liquidation-risk", Lane.Critical, "eip155:31337", 0),
            (workflow.Id.Value, workflow.Kind.Value, workflow.Lane, workflow.Trigger.Chain.Value,
                workflow.Trigger.Confirmations));
        Assert.Empty(workflow.Trigger.Contracts);
        Assert.Equal("HealthFactorUpdated(address,uint256)", workflow.Trigger.Event.Signature);
        Assert.Equal(0, Assert.Single(workflow.Wallets));
        Assert.Empty(workflow.Subject);
        Assert.Equal(["aggressive < 1.1", "conservative < 1.5", "standard < 1.3"],
            workflow.Rule.Tiers.Select(t => $"{t.Key} {t.Value.Thresholds.Single()}"));
        Assert.Equal(TierName.Standard, workflow.Rule.DefaultTier);
        Assert.Equal("< 1.365", workflow.Rule.Rearm.Around(Threshold.Below(Rational.Of(13, 10))).ToString());
        Assert.Equal(
            ["aggressive: telegram Urgent liquidation-urgent", "conservative: email Standard liquidation-gentle",
                "standard: email, webhook Standard liquidation-gentle"],
            workflow.Actions.Select(a =>
                $"{a.Key}: {string.Join(", ", a.Value.Channels)} {a.Value.Urgency} {a.Value.Template}"));
        Assert.Equal(["liquidation-gentle", "liquidation-urgent", "retraction"],
            workflow.Templates.Keys.Select(k => k.Value));
        Assert.Equal(TimeSpan.FromMinutes(30), workflow.ValidFor);
    }

    private static string Read(string file) =>
        File.ReadAllText(Path.Combine(Compiling.Root(), "samples/workflows", file));
}

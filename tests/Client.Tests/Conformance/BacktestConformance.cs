using Kwala.Client.Tests.Fixture;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of what would be, or would have been.</summary>
public abstract class BacktestConformance(RunningDeployment deployment, IKwalaClient client)
{
    [Fact]
    public async Task Backtest_over_the_chain_ends_with_a_report_and_is_forgotten_once_it_is_cancelled()
    {
        var wallet = deployment.NewWallet();
        foreach (var health in new[] { 1.25m, 1.9m })
            await deployment.Report((wallet, health));

        var id = Assert.IsType<BacktestOutcome.Started>(await client.Backtests.Start(
            new BacktestQuestion(1, null) { Workflow = Risk, Wallets = [wallet], Thresholds = ["1.30", "1.20"] },
            default)).Id;
        BacktestStanding? standing = null;
        await Eventually.Holds(async () =>
            (standing = Found(await client.Backtests.Read(id, default))).State != "running");

        Assert.Equal(("finished", null), (standing!.State, standing.Trouble));
        Assert.Contains("With 1.30 you would have had one alert", standing.Report, StringComparison.Ordinal);
        Assert.True(Found(await client.Backtests.Cancel(id, default)));
        Assert.False(Found(await client.Backtests.Cancel(id, default)));
        Assert.IsType<ReadOutcome<BacktestStanding>.NotFound>(await client.Backtests.Read(id, default));
    }

    [Fact]
    public async Task Backtest_may_begin_at_a_date_and_a_date_that_ends_before_is_refused()
    {
        var begins = new BacktestQuestion(0, null) { Workflow = Risk, FromTime = DateTimeOffset.UnixEpoch };

        var id = Assert.IsType<BacktestOutcome.Started>(await client.Backtests.Start(begins, default)).Id;
        await Eventually.Holds(async () => Found(await client.Backtests.Read(id, default)).State == "finished");
        var refused = Assert.IsType<BacktestOutcome.Refused>(await client.Backtests.Start(
            begins with { ToTime = DateTimeOffset.UnixEpoch }, default));

        Assert.Equal("fromTime, toTime: give the first instant first.", Assert.Single(refused.Mistakes));
    }

    [Fact]
    public async Task Backtest_that_cannot_be_run_is_refused_with_all_mistakes()
    {
        var refused = Assert.IsType<BacktestOutcome.Refused>(await client.Backtests.Start(
            new BacktestQuestion(1, null) { Workflow = Risk, Thresholds = ["x"], Tiers = ["standrd"] }, default));

        Assert.Equal(2, refused.Mistakes.Length);
    }

    [Fact]
    public async Task Dry_run_decides_a_value_by_the_live_workflow_or_by_a_text()
    {
        var wallet = deployment.NewWallet();
        var text = (await File.ReadAllTextAsync(deployment.WorkflowFile)).Replace(
            "standard: 1.30", "standard: 1.10", StringComparison.Ordinal);

        var live = Found(await client.Wallets.DryRun(
            wallet, new DryRunQuestion { Workflow = Risk, Value = Number("1.25") }, default));
        var proposed = Found(await client.Wallets.DryRun(
            wallet, new DryRunQuestion { Yaml = text, Value = Number("1.25") }, default));

        Assert.Equal((ReasonCode.ThresholdCrossed, ReasonCode.ThresholdNotCrossed), (live.Reasons[1].Code, proposed.Reasons[1].Code));
        Assert.IsType<ReadOutcome<DecisionRecord>.NotFound>(await client.Wallets.DryRun(
            wallet, new DryRunQuestion { Workflow = new WorkflowId("liquidation-rsk"), Value = Number("1") }, default));
        Assert.IsType<ReadOutcome<DecisionRecord>.Refused>(await client.Wallets.DryRun(
            wallet, new DryRunQuestion { Yaml = "workflow: x", Value = Number("1") }, default));
    }
}

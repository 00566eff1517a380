using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What would be decided, and that nothing comes of it.</summary>
public sealed class DryRunTests
{
    private readonly House _house = new();

    [Theory]
    [InlineData("1.2", DecisionOutcome.Notify, ReasonCode.ThresholdCrossed)]
    [InlineData("1.4", DecisionOutcome.NoMatch, ReasonCode.ThresholdNotCrossed)]
    public async Task A_value_is_decided_as_if_it_came_now(string value, DecisionOutcome outcome, ReasonCode reason)
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        var decision = await Decided(process, new DryRunAsked { Workflow = House.Risk, Value = value });

        Assert.Equal((outcome, reason), (decision.Outcome, decision.Reasons[1].Code));
        Assert.Equal((null, null, ""), (decision.Position, decision.Transaction, decision.CorrelationId));
        Assert.Empty(_house.Store.Rows(HistoryTopic.Decision));
        Assert.Empty(_house.Webhook.Sent);
        Assert.Equal(0, _house.Storage.Writes("wallet", House.Wallet.ToString()));
    }

    [Fact]
    public async Task A_value_meets_the_episode_that_is_open()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.Observe(_house.Batch("1.2"));

        var deeper = await Decided(process, new DryRunAsked { Workflow = House.Risk, Value = "1.1" });
        var back = await Decided(process, new DryRunAsked { Workflow = House.Risk, Value = "2" });

        Assert.Equal(ReasonCode.EpisodeStillOpen, deeper.Reasons[1].Code);
        Assert.Equal(DecisionOutcome.Resolved, back.Outcome);
        Assert.Single(_house.Store.Rows(HistoryTopic.Decision));
    }

    [Fact]
    public async Task A_text_decides_without_becoming_live()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var stricter = House.Workflow("webhook").Yaml.Replace("1.30", "1.40", StringComparison.Ordinal);

        var decision = await Decided(process, new DryRunAsked { Yaml = stricter, Value = "1.35" });

        Assert.Equal(DecisionOutcome.Notify, decision.Outcome);
        Assert.Equal(
            DecisionOutcome.NoMatch,
            (await Decided(process, new DryRunAsked { Workflow = House.Risk, Value = "1.35" })).Outcome);
        Assert.NotEqual(decision.Version, Assert.Single(await process.Registry.List()).Hash);
    }

    [Fact]
    public async Task A_log_of_the_past_is_decided_by_the_text()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Time.Advance(TimeSpan.FromSeconds(12));
        var block = _house.World.Mine(House.Health(House.Wallet, 1.35m));
        var stricter = House.Workflow("webhook").Yaml.Replace("1.30", "1.40", StringComparison.Ordinal);

        var decision = await Decided(
            process, new DryRunAsked { Yaml = stricter, Transaction = FakeChain.TransactionOf(block, 0) });

        Assert.Equal(DecisionOutcome.Notify, decision.Outcome);
    }

    [Fact]
    public async Task What_cannot_be_decided_says_why()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        var mistaken = await process.Wallet.DryRun(new DryRunAsked { Yaml = "workflow: x", Value = "0" });
        var unknown = await process.Wallet.DryRun(
            new DryRunAsked { Workflow = new WorkflowId("liquidation-rsk"), Value = "0" });
        var noLog = await process.Wallet.DryRun(
            new DryRunAsked { Workflow = House.Risk, Transaction = Keccak256.Hash([1]) });

        Assert.NotEmpty(Assert.IsType<DryRunAnswer.Mistaken>(mistaken).Mistakes);
        Assert.Equal(ExplainRefusal.WorkflowUnknown, Assert.IsType<DryRunAnswer.Refused>(unknown).Why);
        Assert.Equal(ExplainRefusal.LogNotFound, Assert.IsType<DryRunAnswer.Refused>(noLog).Why);
    }

    private static async Task<DecisionRecord> Decided(Process process, DryRunAsked asked) =>
        Assert.IsType<DryRunAnswer.Decided>(await process.Wallet.DryRun(asked)).Decision;
}

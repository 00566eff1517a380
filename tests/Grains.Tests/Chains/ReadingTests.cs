using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Workflows that read from contracts: from the log to the decision, and what stands in the way.</summary>
public sealed class ReadingTests
{
    private const string Yaml = """
        workflow: liquidation-risk
        trigger:
          chain: local
          contract: any
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
        read:
          account:
            contract: contract
            function: "account(address) returns (uint256 debt, uint256 health)"
            arguments: wallet
          limit: { contract: contract, function: limit() returns (uint256) }
        wallet: user
        value: account.health / 1e18
        alert: below
        tiers: { standard: 1.30 }
        actions: { default: { channels: [webhook] } }
        templates:
          threshold-gentle: { title: "{{account.health}} of {{account.debt}}", body: "{{limit}}" }
        """;

    // No other timer has it.
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(1234);

    private static readonly Address Other = House.AddressOf(0xB0B);

    private readonly House _house = new();

    public ReadingTests() => _house.World.Contracts = Healthy;

    [Fact]
    public async Task Value_is_what_the_contract_said_at_the_block_of_the_log()
    {
        await using var process = await Start();
        _house.World.Contracts = call => Account(call, call.Block.Number == 1 ? 1.2m : 2m);
        var block = _house.World.Mine(Touched(House.Wallet));
        _house.World.Mine(Touched(Other));
        await _house.Follow(process);

        var decision = Assert.IsType<Explanation.Decided>(await Explain(process, block)).Decision;
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal("1.2", decision.Value.ToString());
        Assert.Equal(ReasonCode.ThresholdCrossed, decision.Reasons[1].Code);
    }

    [Fact]
    public async Task What_was_read_is_told()
    {
        await using var process = await Start();
        _house.World.Contracts = call => Account(call, 1.2m);
        var told = _house.Webhook.Next();
        _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process, told);

        var fields = (await told).Content;
        Assert.Equal(("1200000000000000000 of 7", "99"), (fields.Title, fields.Text.Trim()));
    }

    [Fact]
    public async Task Questions_of_a_step_are_put_together_and_each_once()
    {
        await using var process = await Start();
        _house.World.Mine(Touched(House.Wallet), Touched(House.Wallet), Touched(Other));
        _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process);

        // Two wallets and the limit in one block, one wallet and the limit in the other.
        Assert.Equal([5], _house.World.Readings);
    }

    [Fact]
    public async Task Workflow_that_reads_nothing_asks_nothing()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process);

        Assert.Empty(_house.World.Readings);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Node_that_is_away_holds_the_logs_up_and_none_is_lost()
    {
        await using var process = await Start();
        _house.World.Contracts = call => Account(call, 1.2m);
        _house.World.ReadTrouble = () => new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet(
            "node.example: unreachable", Away);
        _house.World.Mine(Touched(House.Wallet));
        await process.Listener.Follow();
        await _house.Until(_house.Time.WhenArmed(Away));
        Assert.Equal(
            "node.example: unreachable", Assert.Single((await process.Listener.Status()).Depths).Waiting);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        _house.World.ReadTrouble = () => null;
        await _house.Pass(Away);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Null(Assert.Single((await process.Listener.Status()).Depths).Waiting);
    }

    [Fact]
    public async Task Contract_that_refuses_leaves_the_value_undefined_and_explain_says_so()
    {
        await using var process = await Start();
        _house.World.Contracts = call => call.Call.Function.Name == "limit"
            ? Account(call, 0) : new CallOutcome.Reverted("not today");
        var block = _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process);

        var decision = Assert.IsType<Explanation.Decided>(await Explain(process, block)).Decision;
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(DecisionOutcome.NoMatch, decision.Outcome);
        Assert.Equal(
            [ReasonCode.DefaultTier, ReasonCode.ReadReverted, ReasonCode.ValueUndefined],
            decision.Reasons.Select(reason => reason.Code));
        Assert.Contains("not today", decision.Reasons[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_the_words_need_keeps_nothing_back()
    {
        await using var process = await Start();
        _house.World.Contracts = call => call.Call.Function.Name == "limit"
            ? new CallOutcome.Undecodable("It returned nothing.") : Account(call, 1.2m);
        var told = _house.Webhook.Next();
        _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process, told);

        Assert.Equal("…", (await told).Content.Text.Trim());
    }

    [Fact]
    public async Task Old_block_without_state_is_passed_over_and_the_operator_hears_of_it_once()
    {
        await using var process = await Start();
        _house.World.Contracts = call =>
            call.Block.Number <= 2 ? new CallOutcome.StateNotAvailable() : Account(call, 1.2m);
        _house.World.BatchMax = 1;
        var old = _house.World.Mine(Touched(House.Wallet));
        _house.World.Mine(Touched(House.Wallet));
        for (var block = 0; block < 70; block++)
            _house.World.Mine();
        _house.World.Mine(Touched(Other));
        await _house.Follow(process);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Single(_house.Log.Lines, line => line.Contains("Configure an archive node", StringComparison.Ordinal));
        var decision = Assert.IsType<Explanation.Decided>(await Explain(process, old)).Decision;
        Assert.Equal(ReasonCode.StateNotAvailable, decision.Reasons[1].Code);
    }

    [Fact]
    public async Task Block_near_the_head_without_state_is_waited_for()
    {
        await using var process = await Start();
        _house.World.Contracts = _ => new CallOutcome.StateNotAvailable();
        _house.World.Mine(Touched(House.Wallet));
        await process.Listener.Follow();
        await _house.Until(_house.Time.WhenArmed(TimeSpan.FromSeconds(2)));
        Assert.Contains(
            "near the head", Assert.Single((await process.Listener.Status()).Depths).Waiting, StringComparison.Ordinal);

        _house.World.Contracts = call => Account(call, 1.2m);
        await _house.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Explaining_while_no_node_answers_says_so()
    {
        await using var process = await Start();
        var block = _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process);
        _house.World.ReadTrouble = () => new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet(
            "node.example: unreachable", TimeSpan.FromSeconds(1));

        var refused = Assert.IsType<Explanation.Refused>(await Explain(process, block));

        Assert.Equal((ExplainRefusal.NodeUnreachable, "node.example: unreachable"), (refused.Why, refused.Detail));
    }

    [Fact]
    public async Task What_was_read_counts_no_more_where_another_is_read()
    {
        await using var process = await Start();
        _house.World.Contracts = call => Account(call, 1.35m);
        _house.World.Mine(Touched(House.Wallet));
        await _house.Follow(process);

        // Another question, and a line that the old answer would cross.
        await process.Registry.Put(new WorkflowSource("request", Yaml
            .Replace("function: \"account(", "function: \"accountOf(", StringComparison.Ordinal)
            .Replace("standard: 1.30", "standard: 1.40", StringComparison.Ordinal)));
        _house.World.Mine();
        await _house.Pass(_house.World.PollInterval);

        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
    }

    private Task<Process> Start() =>
        _house.Start(new WorkflowSource("request", Yaml), ("Kwala:Grains:FromBlock:local", "1"));

    private static FakeLog Touched(Address wallet) => House.Health(wallet, 0m);

    private static CallOutcome.Returned Healthy(BlockCall call) => Account(call, 2m);

    private static CallOutcome.Returned Account(BlockCall call, decimal health) => call.Call.Function.Name == "limit"
        ? new([new AbiValue.Number(99)])
        : new([new AbiValue.Number(7), new AbiValue.Number(new BigInteger(health * 1_000_000_000_000_000_000m))]);

    private static async Task<Explanation> Explain(Process process, BlockRef block) => Assert.Single(
        await process.Wallet.Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk));
}

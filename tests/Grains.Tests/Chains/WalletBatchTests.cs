using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Chains;

/// <summary>What one batch of blocks means for the wallets that it touches.</summary>
public sealed class WalletBatchTests
{
    private static readonly Workflow Risk = Compiled(House.Workflow("webhook").Yaml);

    [Fact]
    public void Log_of_a_block_up_to_finality_is_final_and_one_above_it_is_not()
    {
        var batch = Batch(finalized: 5, isFinal: false, Log(4, 0, 2), Log(5, 0, 1.4m), Log(5, 1, 1.2m), Log(6, 0, 1.1m));
        Assert.Equal([true, true, true, false], Assert.Single(batch.Signals).Select(signal => signal.Final));
    }

    [Fact]
    public void Only_blocks_above_finality_are_kept_for_a_reorg_each_with_its_last_value()
    {
        var batch = Batch(
            finalized: 5, isFinal: false, Log(4, 0, 2), Log(5, 0, 1.4m), Log(6, 0, 1.2m), Log(6, 1, 1.1m), Log(7, 0, 1));
        Assert.Equal([6, 7], batch.Touched().Select(touched => touched.Block.Number));
        Assert.Equal(
            [(7L, 0), (6L, 1), (5L, 0)],
            batch.Values().Select(row => (row.Position.Block, row.Position.LogIndex)));
    }

    [Fact]
    public void Depth_that_rules_a_reorg_out_makes_every_log_final()
    {
        var batch = Batch(finalized: -1, isFinal: true, Log(6, 0, 1.2m), Log(7, 0, 1));
        Assert.All(Assert.Single(batch.Signals), signal => Assert.True(signal.Final));
        Assert.Empty(batch.Touched());
        Assert.Equal(7, Assert.Single(batch.Values()).Position.Block);
    }

    [Fact]
    public void Wallets_of_one_log_share_one_signal_where_nothing_is_read()
    {
        var both = Compiled(House.Workflow("webhook").Yaml
            .Replace("address indexed user", "address indexed user, address indexed other", StringComparison.Ordinal)
            .Replace("wallet: user", "wallet: [user, other]", StringComparison.Ordinal));
        var log = Log(4, 0, 1.2m);
        log = log with { Arguments = log.Arguments.Insert(1, new AbiValue.Account(House.AddressOf(0xB0B))) };

        var batch = WalletBatch.Of(Step(finalized: -1, log), [both], isFinal: false);

        Assert.Equal(2, batch.Wallets.Length);
        Assert.Same(batch.Signals[0][0], batch.Signals[1][0]);
        Assert.Null(batch.Signals[0][0].Reads);
        Assert.Null(LogReads.Of(Step(finalized: -1, log).Logs, [both]));
    }

    [Fact]
    public void What_owners_do_is_asked_for_behind_all_triggers_and_comes_to_their_wallets()
    {
        var acting = Compiled(Acting);
        var query = FollowedLogs.Of([Risk, acting, Risk]);
        Assert.Equal(
            ["HealthFactorUpdated", "HealthFactorUpdated", "HealthFactorUpdated", "Repay", "ToppedUp"],
            query.Filters.Select(filter => filter.Event.Name));
        Assert.Equal([House.Market], query.Filters[4].Contracts.AsEnumerable());
        var other = House.AddressOf(0xB0B);

        var batch = WalletBatch.Of(
            Step(finalized: 5, Acted(3, 4, other), Log(4, 1, 1.2m), Acted(4, 4, House.Wallet), Acted(3, 6, default)),
            [Risk, acting, Risk],
            isFinal: false);

        Assert.Equal([other, House.Wallet], batch.Wallets.AsEnumerable());
        Assert.Equal([0, 1], batch.Signals.Select(signals => signals.Length));
        Assert.Equal(new SubjectKey("eip155:31337/0x0000000000000000000000000000000000000007"), Assert.Single(batch.ActsOf(0)).Subject);
        Assert.Null(Assert.Single(batch.ActsOf(1)).Subject);
        Assert.Equal(acting.Id, batch.ActsOf(0)[0].Workflow);
        Assert.Single(batch.Values());
        Assert.Empty(batch.Touched());
        Assert.Null(LogReads.Of(Step(finalized: -1, Acted(3, 4, other)).Logs, [Risk, acting, Risk]));
    }

    [Fact]
    public void Act_that_is_too_old_to_be_a_response_wakes_nobody()
    {
        var step = Step(finalized: 5, Acted(1, 4, House.Wallet));
        var acted = step.Logs[0].BlockTime;

        Assert.Single(Batch(TimeSpan.FromDays(2)).Wallets);
        Assert.Empty(Batch(TimeSpan.FromDays(2) + TimeSpan.FromTicks(1)).Wallets);

        WalletBatch Batch(TimeSpan later) =>
            WalletBatch.Of(step, [Compiled(Acting)], isFinal: false, read: null, acted + later);
    }

    // Its positions are markets, here named by their numbers.
    private static readonly string Acting = House.Workflow("webhook").Yaml
        .Replace("workflow: liquidation-risk", "workflow: acting", StringComparison.Ordinal)
        .Replace("address indexed user", "address market, address indexed user", StringComparison.Ordinal)
        .Replace("wallet: user", $$"""
            wallet: user
            subject: market
            acts-on:
              - { event: "Repay(address indexed by, address market)", wallet: by, subject: market }
              - { event: "ToppedUp(address indexed by, address market)", wallet: by, contract: "{{House.Market}}" }
            """, StringComparison.Ordinal);

    private static EventLog Acted(int filter, long block, Address by) => Log(block, 0, 1) with
    {
        Filter = filter,
        Arguments = [new AbiValue.Account(by), new AbiValue.Account(House.AddressOf(7))],
    };

    private static Workflow Compiled(string yaml) => Assert.IsType<CompileOutcome.Compiled>(new WorkflowCompiler(
        new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Webhook])
        .Compile(new WorkflowSource("request", yaml))).Workflow;

    private static FeedStep.Advanced Step(long finalized, params ImmutableArray<EventLog> logs) => new(
        logs, [], new FeedCheckpoint(House.Chain, 9, [], finalized), 4, 8, AtHead: true, Head: 8);

    private static WalletBatch Batch(long finalized, bool isFinal, params ImmutableArray<EventLog> logs) =>
        WalletBatch.Of(Step(finalized, logs), [Risk], isFinal);

    private static EventLog Log(long block, int index, decimal factor) => new(
        0, House.Market, House.Health(House.Wallet, factor).Arguments,
        new BlockRef(block, Keccak256.Hash([(byte)block])), DateTimeOffset.UnixEpoch.AddSeconds(12 * block),
        Keccak256.Hash([(byte)block, (byte)index]), index);
}

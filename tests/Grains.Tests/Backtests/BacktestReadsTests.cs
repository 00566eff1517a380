using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Backtests;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Backtests;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Backtests;

/// <summary>Backtests of workflows that read their value: contracts are asked as they were.</summary>
public sealed class BacktestReadsTests
{
    private const string Yaml = """
        workflow: liquidation-risk
        trigger: { chain: local, contract: any, event: "Touched(address indexed user)" }
        read:
          account:
            contract: contract
            function: "account(address) returns (uint256 debt, uint256 health)"
            arguments: wallet
        wallet: user
        value: account.health / 1e18
        alert: below
        tiers: { standard: 1.30 }
        actions: { default: { channels: [inbox] } }
        """;

    private static readonly AbiEvent Touched =
        ((AbiEventParse.Parsed)AbiEvent.Parse("Touched(address indexed user)")).Event;

    private static readonly Address Other = House.AddressOf(0xB0B);

    private readonly FakeTime _time = new();
    private readonly FakeChain _world;

    public BacktestReadsTests() => _world = new FakeChain(House.Chain, _time)
    {
        Contracts = call => Healthy(call, call.Block.Number == 2 ? 1.2m : 1.5m),
    };

    [Fact]
    public async Task Values_are_those_after_the_block_of_each_log()
    {
        Mine(House.Wallet, House.Wallet, House.Wallet);

        var report = Finished(await Run(Past()));

        var told = Assert.Single(Assert.Single(Assert.Single(report.Variants).Wallets).Messages);
        Assert.Equal("1.2", told.Value.ToString());
        Assert.Equal([3], _world.Readings);
    }

    [Fact]
    public async Task Position_that_another_event_moves_is_read_after_that_too()
    {
        var moved = ((AbiEventParse.Parsed)AbiEvent.Parse("Moved(address indexed owner)")).Event;
        Mine(House.Wallet);
        _world.Mine(new FakeLog(House.Market, moved, new AbiValue.Account(House.Wallet)));
        var yaml = Yaml.Replace("contract: any", $"contract: \"{House.Market}\"", StringComparison.Ordinal)
            + "\nrecheck: [{ event: \"Moved(address indexed owner)\", wallet: owner }]";

        var report = Finished(await new Backtest(Plan(yaml), [], 1, _time).Run(Past(), _ => { }, default));

        Assert.Equal([2], _world.Readings);
        Assert.Equal(1, Assert.Single(report.Variants).Alerts);
    }

    [Fact]
    public async Task Only_wallets_that_were_asked_for_are_read()
    {
        Mine(House.Wallet, Other, House.Wallet);

        var report = Finished(await Run(Past(), Other));

        Assert.Equal([1], _world.Readings);
        Assert.Equal(1, Assert.Single(report.Variants).Alerts);
    }

    [Fact]
    public async Task Node_that_is_away_is_waited_for()
    {
        Mine(House.Wallet, House.Wallet);
        var isAway = true;
        var away = TimeSpan.FromSeconds(7);
        _world.ReadTrouble = () => isAway ? new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet("busy", away) : null;
        var heard = new List<string?>();

        var run = new Backtest(Plan(), [], 1, _time).Run(Past(), progress => heard.Add(progress.Waiting), default);
        await _time.WhenArmed(away);
        isAway = false;
        _time.Advance(away);

        Assert.Equal(1, Assert.Single(Finished(await run).Variants).Alerts);
        Assert.Equal(["busy", null], heard);
    }

    [Fact]
    public async Task State_that_no_node_has_kept_ends_it_and_says_what_would_help()
    {
        Mine(House.Wallet, House.Wallet);
        _world.Contracts = call =>
            call.Block.Number == 1 ? new CallOutcome.StateNotAvailable() : Healthy(call, 1.2m);

        var end = Assert.IsType<BacktestEnd.Failed>(await Run(Past()));

        Assert.Equal("No node has kept the state of block 1: read an archive node, or begin after it.", end.Reason);
    }

    [Fact]
    public async Task Past_without_contracts_is_refused()
    {
        Mine(House.Wallet);

        var end = Assert.IsType<BacktestEnd.Failed>(await Run(new PastOfChain(_world, PastBound.OfBlock(1), null, _time)));

        Assert.Contains("nobody can be asked here", end.Reason, StringComparison.Ordinal);
    }

    private PastOfChain Past() => new(_world, PastBound.OfBlock(1), null, _time, contracts: _world);

    private Task<BacktestEnd> Run(IPastLogs past, params Address[] only) =>
        new Backtest(Plan(), [.. only], 1, _time).Run(past, _ => { }, default);

    private void Mine(params Address[] wallets)
    {
        foreach (var wallet in wallets)
        {
            _world.Mine(new FakeLog(House.Market, Touched, new AbiValue.Account(wallet)));
            _time.Advance(TimeSpan.FromSeconds(12));
        }
    }

    private static BacktestReport Finished(BacktestEnd end) => Assert.IsType<BacktestEnd.Finished>(end).Report;

    private static BacktestPlan Plan(string yaml = Yaml) => BacktestPlan.Of(
        Assert.IsType<CompileOutcome.Compiled>(
            new WorkflowCompiler(new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Inbox])
                .Compile(new WorkflowSource("test", yaml))).Workflow,
        [], [], Preferences.Unset, null)
        .Match(it => it, mistakes => throw new InvalidOperationException(string.Join('\n', mistakes)));

    private static CallOutcome.Returned Healthy(BlockCall call, decimal health) => new(
        [new AbiValue.Number(1), new AbiValue.Number((BigInteger)(health * 1e18m))]);
}

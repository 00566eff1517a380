using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.Core.Abi;
using Kwala.Core.Backtests;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Backtests;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Backtests;

public sealed class BacktestTests
{
    private static readonly AbiEvent Liquidated =
        ((AbiEventParse.Parsed)AbiEvent.Parse("Liquidated(address indexed user)")).Event;

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Alerts_and_the_times_before_an_outcome_come_from_the_chain()
    {
        var world = new FakeChain(House.Chain, _time);
        foreach (var value in new[] { 1.6m, 1.25m, 1.7m, 1.28m, 1.15m })
            Mine(world, House.Wallet, value);
        world.Mine(new FakeLog(House.Market, Liquidated, new AbiValue.Account(House.Wallet)));

        var report = await Run(new PastOfChain(world, PastBound.OfBlock(1), null, _time), Plan("1.30", "1.20"), threads: 1);

        Assert.Equal([2, 1], report.Variants.Select(it => it.Alerts));
        Assert.Equal(
            [TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(12)], report.Variants.Select(it => it.Leads!.Longest));
        Assert.Equal((1, 6, 5, 1), (report.Scope.FromBlock, report.Scope.ToBlock, report.Scope.Logs, report.Scope.Wallets));
    }

    [Fact]
    public async Task A_range_ends_where_it_was_said_to_end()
    {
        var world = new FakeChain(House.Chain, _time) { BatchMax = 2 };
        foreach (var value in new[] { 1.2m, 1.7m, 1.2m, 1.7m, 1.2m })
            Mine(world, House.Wallet, value);

        var report = await Run(new PastOfChain(world, PastBound.OfBlock(2), PastBound.OfBlock(4), _time), Plan("1.30"), threads: 1);

        Assert.Equal((2, 4, 3), (report.Scope.FromBlock, report.Scope.ToBlock, report.Scope.Logs));
        Assert.Equal(1, Assert.Single(report.Variants).Alerts);
    }

    [Fact]
    public async Task A_range_beyond_the_head_is_refused_and_a_silent_node_is_waited_for()
    {
        var world = new FakeChain(House.Chain, _time);
        Mine(world, House.Wallet, 1.2m);
        var troubles = new Queue<FeedStep>([new FeedStep.NotYet("busy", TimeSpan.Zero)]);
        world.Trouble = () => troubles.TryDequeue(out var trouble) ? trouble : null;
        var seen = new List<string>();

        var end = await new Backtest(Plan("1.30"), [], 1).Run(
            new PastOfChain(world, PastBound.OfBlock(1), PastBound.OfBlock(9), _time), progress => seen.Add(progress.Waiting ?? "read"), default);

        Assert.Equal(["busy", "read"], seen);
        Assert.Contains("ends at block 1", Assert.IsType<BacktestEnd.Failed>(end).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reorg_in_the_range_ends_it_with_the_remedy()
    {
        var world = new FakeChain(House.Chain, _time);
        Mine(world, House.Wallet, 1.2m);
        var start = ((ChainAnswer<FeedCheckpoint>.Answered)await world.Start(1, default)).Value;
        world.Trouble = () => new FeedStep.RolledBack([], start);

        var end = await new Backtest(Plan("1.30"), [], 1).Run(new PastOfChain(world, PastBound.OfBlock(1), null, _time), _ => { }, default);

        Assert.Contains("leave out its newest blocks", Assert.IsType<BacktestEnd.Failed>(end).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_out_does_not_depend_on_the_threads_or_the_portions()
    {
        var logs = Enumerable.Range(0, 4000).Select(number => Log(
            number, House.AddressOf((uint)(number * 7 % 97) + 1), 1.0m + (number * 13 % 80 / 100m))).ToArray();

        var one = await Run(new Portions(logs, 4000), Plan("1.30", "1.10"), threads: 1);
        var many = await Run(new Portions(logs, 900), Plan("1.30", "1.10"), threads: 5);

        Assert.True(one.Variants[0].Alerts > one.Variants[1].Alerts && one.Variants[1].Alerts > 0);
        Assert.Equal(97, one.Scope.Wallets);
        Assert.Equal(BacktestJson.Of(one).ToJsonString(), BacktestJson.Of(many).ToJsonString());
    }

    [Fact]
    public async Task Only_the_wallets_that_were_asked_for_decide()
    {
        var other = House.AddressOf(7);
        var logs = new[] { Log(0, House.Wallet, 1.2m), Log(1, other, 1.2m) };

        var end = await new Backtest(Plan("1.30"), [other], 2).Run(new Portions(logs, 2), _ => { }, default);

        var report = Assert.IsType<BacktestEnd.Finished>(end).Report;
        Assert.Equal((2, 1, 1), (report.Scope.Logs, report.Scope.Signals, report.Scope.Wallets));
        Assert.Equal(other, Assert.Single(report.Variants[0].Wallets).Wallet);
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var logs = Enumerable.Range(0, 10).Select(number => Log(number, House.Wallet, 1.2m)).ToArray();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Backtest(Plan("1.30"), [], 1).Run(
            new Portions(logs, 1), _ => stop.Cancel(), stop.Token));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task What_another_log_ended_is_told_no_more(bool votes, int messages)
    {
        var workflow = Compiled(new WorkflowSource("test", """
            workflow: governance
            trigger: { chain: local, contract: any, event: "ProposalCreated(uint256 proposalId, address proposer, uint256 voteEnd, string description)" }
            wallet: proposer
            subject: proposalId
            ends-soon: { before: 24h, clock: timestamp }
            ended-by: [{ event: "VoteCast(address indexed voter, uint8 support, uint256 proposalId)", wallet: voter }]
            actions: { default: { channels: [email] } }
            """));
        var world = new FakeChain(House.Chain, _time);
        var end = _time.GetUtcNow().AddDays(3).ToUnixTimeSeconds();
        Propose(7, House.Wallet);
        if (votes)
            world.Mine(new FakeLog(
                House.Market, workflow.EndedBy[0].Event, new AbiValue.Account(House.Wallet), new AbiValue.Number(1),
                new AbiValue.Number(7)));
        _time.Advance(TimeSpan.FromDays(2.5));
        Propose(8, House.AddressOf(7));

        var report = await Run(new PastOfChain(world, PastBound.OfBlock(1), null, _time), BacktestPlan.Of(
            workflow, [], [], Preferences.Unset, null).Match(it => it, _ => throw new InvalidOperationException()), 1);

        Assert.Equal(
            messages,
            report.Variants[0].Wallets.Single(it => it.Wallet == House.Wallet).Messages.Length);

        void Propose(int id, Address proposer) => world.Mine(new FakeLog(
            House.Market, workflow.Trigger.Event, new AbiValue.Number(id), new AbiValue.Account(proposer),
            new AbiValue.Number(end), new AbiValue.Text("A fee")));
    }

    private static async Task<BacktestReport> Run(IPastLogs past, BacktestPlan plan, int threads) =>
        Assert.IsType<BacktestEnd.Finished>(await new Backtest(plan, [], threads).Run(past, _ => { }, default)).Report;

    private static BacktestPlan Plan(params string[] thresholds)
    {
        var compiled = Compiled(House.Workflow("email, telegram"));
        var outcome = OutcomeEvent.Read("Liquidated(address indexed user)", [], null, null, compiled);
        return BacktestPlan.Of(
            compiled, [.. thresholds], [], Preferences.Unset, ((OutcomeEventReading.Found)outcome).Event)
            .Match(it => it, mistakes => throw new InvalidOperationException(string.Join('\n', mistakes)));
    }

    private static Workflow Compiled(WorkflowSource source) => Assert.IsType<CompileOutcome.Compiled>(
        new WorkflowCompiler(
            new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Email, ChannelName.Telegram])
            .Compile(source)).Workflow;

    private void Mine(FakeChain world, Address wallet, decimal value)
    {
        world.Mine(new FakeLog(House.Market, House.HealthFactor, new AbiValue.Account(wallet), Value(value)));
        _time.Advance(TimeSpan.FromSeconds(12));
    }

    private EventLog Log(int number, Address wallet, decimal value) => new(
        0, House.Market, [new AbiValue.Account(wallet), Value(value)], new BlockRef(number, default),
        _time.GetUtcNow().AddSeconds(12 * number), default, 0);

    private static AbiValue.Number Value(decimal value) => new((System.Numerics.BigInteger)(value * 1e18m));

    private sealed class Portions(EventLog[] logs, int size) : IPastLogs
    {
        public async IAsyncEnumerable<PastStep> Read(
            LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var at = 0; at < logs.Length; at += size)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var portion = logs.Skip(at).Take(size).ToImmutableArray();
                yield return new PastStep.Portion(portion, 0, 0, portion[^1].Block.Number, 0.5);
                await Task.CompletedTask;
            }
        }
    }
}

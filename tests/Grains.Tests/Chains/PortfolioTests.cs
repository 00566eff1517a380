using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Workflows that ask what a wallet holds: from the log to the decision, its record and "why".</summary>
public sealed class PortfolioTests
{
    private const string Asked = "portfolio: { asset: user, min-exposure: 1% }";

    private static readonly Address Other = House.AddressOf(0xB0B);

    private readonly Portfolios _portfolios = new();
    private readonly House _house;

    public PortfolioTests() => _house = new House { Also = services => services.AddSingleton<IPortfolioReader>(_portfolios) };

    [Fact]
    public async Task The_same_event_is_told_to_whom_it_touches_alone()
    {
        await using var process = await Start();
        _portfolios.Shares[House.Wallet] = Rational.Of(9, 10);
        _portfolios.Shares[Other] = Rational.Zero;
        var block = _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(Other, 1.2m));
        await _house.Follow(process);

        Assert.Equal(["notify", "suppressed"], _house.Outcomes(HistoryTopic.Decision).Order());
        var told = await Explain(process.Wallet, block, 0);
        var kept = await Explain(process.Client.GetGrain<Interfaces.IWalletGrain>(Other.ToString()), block, 1);
        Assert.Contains(told.Decision.Reasons, reason => reason.Code == ReasonCode.PortfolioTouched);
        Assert.Equal(
            [ReasonCode.PortfolioUntouched],
            kept.Stored!.Reasons.Skip(2).Select(reason => reason.Code));
        Assert.Equal(
            kept.Stored.Reasons.Select(reason => reason.Text), kept.Decision.Reasons.Select(reason => reason.Text));
    }

    [Fact]
    public async Task Wallets_of_a_block_are_read_together_and_each_once()
    {
        await using var process = await Start();
        _house.World.Mine(
            House.Health(House.Wallet, 1.2m), House.Health(Other, 1.2m), House.Health(House.Wallet, 1.1m));
        await _house.Follow(process);

        Assert.Equal([2], _portfolios.Asked);
    }

    [Fact]
    public async Task Block_that_is_too_old_to_be_told_costs_no_reading()
    {
        _house.World.AtHead = false;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.Time.Advance(TimeSpan.FromDays(3));
        _house.World.Mine(House.Health(Other, 1.2m));
        await using var process = await Start();
        await _house.Follow(process);

        // That of the newer block's wallet, and, once the chain is caught up, the present one of the other.
        Assert.Equal([1, 1], _portfolios.Asked);
    }

    [Fact]
    public async Task Workflow_that_does_not_ask_reads_no_portfolio()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process);

        Assert.Empty(_portfolios.Asked);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Theory]
    [InlineData("critical", "notify")]
    [InlineData("standard", "notify")]
    [InlineData("bulk", "suppressed")]
    public async Task What_is_unknown_follows_the_lane_and_holds_nothing_up(string lane, string outcome)
    {
        await using var process = await Start(lane);
        _portfolios.Problem = "No node answers.";
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process);

        Assert.Equal([outcome], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Deployment_that_cannot_read_portfolios_says_so()
    {
        var house = new House();
        await using var process = await house.Start(Workflow("standard", Asked), ("Kwala:Grains:FromBlock:local", "1"));
        var block = house.World.Mine(House.Health(House.Wallet, 1.2m));
        await house.Follow(process);

        Assert.Contains(
            (await Explain(process.Wallet, block, 0)).Stored!.Reasons,
            reason => reason is { Code: ReasonCode.PortfolioUnknown } && reason.Text.StartsWith(
                "This deployment reads no portfolios.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worth_that_chose_a_tier_is_remembered_across_processes()
    {
        const string BySize = "portfolio: { asset: user, defaults: { 100000: conservative } }";
        await using (var process = await _house.Start(
            Workflow("standard", BySize), ("Kwala:Grains:FromBlock:local", "1")))
        {
            _portfolios.Worth = 250_000;
            _house.World.Mine(House.Health(House.Wallet, 2m));
            await _house.Follow(process);
        }

        await using var later = await _house.Start();
        _portfolios.Problem = "No node answers.";
        // Above the standard tier's line, below the conservative one's.
        var block = _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await _house.Follow(later);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Contains(
            (await Explain(later.Wallet, block, 0)).Stored!.Reasons, reason => reason.Code == ReasonCode.WorthTier);
    }

    [Theory]
    [InlineData("9/10", "notify")]
    [InlineData("0", "suppressed")]
    public async Task Present_value_that_meets_another_line_is_judged_by_the_portfolio_of_now(string share, string outcome)
    {
        _portfolios.Moved = House.Market;
        await using var process = await _house.Start(
            Workflow("bulk", $"portfolio: {{ asset: \"{House.Market}\", min-exposure: 1% }}"), ("Kwala:Grains:FromBlock:local", "1"));
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await _house.Follow(process);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
        _portfolios.Shares[House.Wallet] = share == "0" ? Rational.Zero : Rational.Of(9, 10);
        _house.World.Mine();

        await process.Wallet.SetTier(TierName.Conservative);

        Assert.Equal([outcome], _house.Outcomes(HistoryTopic.Decision));
    }

    private Task<Process> Start(string lane = "standard") =>
        _house.Start(Workflow(lane, Asked), ("Kwala:Grains:FromBlock:local", "1"));

    private static WorkflowSource Workflow(string lane, string portfolio) =>
        new("request", $"{House.Workflow("webhook", lane).Yaml}\n{portfolio}\n");

    private static async Task<Explanation.Decided> Explain(Interfaces.IWalletGrain wallet, BlockRef block, int log) =>
        Assert.IsType<Explanation.Decided>(Assert.Single(
            await wallet.Explain(House.Chain, FakeChain.TransactionOf(block, log), log, House.Risk)));

    /// <summary>Wallets with a share in whatever moved, of a hundred USD or more, the rest in something else.</summary>
    private sealed class Portfolios : IPortfolioReader
    {
        private static readonly Address Rest = House.AddressOf(0xE);

        public Dictionary<Address, Rational> Shares { get; } = [];

        public long Worth { get; set; } = 100;

        public string? Problem { get; set; }

        public Address? Moved { get; set; }

        /// <summary>How many wallets each question was about.</summary>
        public ConcurrentQueue<int> Asked { get; } = [];

        public Task<ImmutableArray<PortfolioReading>> Read(
            ChainId chain,
            BlockRef block,
            DateTimeOffset blockTime,
            ImmutableArray<Address> wallets,
            CancellationToken cancellationToken)
        {
            Asked.Enqueue(wallets.Length);
            return Task.FromResult(wallets.Select(wallet => Problem is { } problem
                ? new PortfolioReading(null, problem)
                : new PortfolioReading(Of(wallet, block, blockTime), null)).ToImmutableArray());
        }

        // The event's argument names the wallet itself for an asset, which serves as well as any other.
        private Composition Of(Address wallet, BlockRef block, DateTimeOffset at)
        {
            var share = Shares.GetValueOrDefault(wallet, Rational.Of(1, 2));
            return new Composition(block, at,
                [new Holding(Moved ?? wallet, share * Worth, 1), new Holding(Rest, (Rational.One - share) * Worth, 1)]);
        }
    }
}

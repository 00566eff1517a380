using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>A position that other events move than the trigger's: it is read again, and its episodes go on.</summary>
public sealed class RecheckTests
{
    private const string Yaml = """
        workflow: liquidation-risk
        trigger:
          chain: local
          contract: "MARKET"
          event: Borrow(address indexed by, uint256 amount)
        read:
          account: { contract: contract, function: "health(address) returns (uint256)", arguments: wallet }
        wallet: by
        value: account / 1e18
        alert: below
        tiers: { standard: [1.30, 1.10] }
        actions: { default: { channels: [webhook] } }
        recheck:
          - { event: "Withdraw(address indexed of)", wallet: of }
          - { event: "Transfer(address indexed from, address indexed to)", wallet: [from, to], contract: "TOKEN" }
        templates:
          threshold-gentle: { title: "{{value}}", body: "{{args.amount}} at {{contract}}" }
        """;

    private static readonly Address Token = House.AddressOf(0x70CE), Other = House.AddressOf(0xB0B);

    private static readonly AbiEvent
        Borrow = Event("Borrow(address indexed by, uint256 amount)"),
        Withdraw = Event("Withdraw(address indexed of)"),
        Transfer = Event("Transfer(address indexed from, address indexed to)");

    private readonly House _house = new();
    private readonly Dictionary<Address, decimal> _health = new() { [House.Wallet] = 2m, [Other] = 2m };

    public RecheckTests() => _house.World.Contracts = call =>
    {
        var asked = ((AbiValue.Account)call.Call.Arguments[0]).Address;
        return call.Call.Contract == House.Market
            ? new CallOutcome.Returned([new AbiValue.Number(new BigInteger(_health[asked] * 1_000_000_000_000_000_000m))])
            : new CallOutcome.Undecodable("The market alone knows.");
    };

    [Fact]
    public async Task Another_event_goes_on_with_the_episode_that_the_trigger_opened()
    {
        await using var process = await Start();
        await Mine(1.25m, Borrowed(House.Wallet));
        await Mine(1.2m, Withdrawn(House.Wallet));
        await Mine(1.05m, Withdrawn(House.Wallet));

        Assert.Equal(["notify", "notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(
            ["1.25 episode 1 level 1", "1.05 episode 1 level 2"],
            _house.Webhook.Sent.Select(it => $"{it.Fields["value"]} episode {it.Fields["episode"]} level {it.Fields["level"]}"));
    }

    [Fact]
    public async Task Position_is_that_of_the_triggers_contract_whoever_emitted_the_log()
    {
        await using var process = await Start();
        await Mine(1.2m, new FakeLog(Token, Transfer, new AbiValue.Account(House.Wallet), new AbiValue.Account(Other)));

        Assert.Equal($"{House.Chain}/{House.Market}", Assert.Single(_house.Webhook.Sent).Fields["subject"]);
        // Each of the two in the log was asked for, and the one of them is well.
        Assert.Equal([2], _house.World.Readings);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Message_does_without_the_arguments_of_the_triggers_event()
    {
        await using var process = await Start();
        var told = _house.Webhook.Next();
        _health[House.Wallet] = 1.2m;
        _house.World.Mine(Withdrawn(House.Wallet));
        await _house.Polling(told);

        Assert.Equal($"at {House.Market.ToChecksumString()}", (await told).Content.Text.Trim());
    }

    [Fact]
    public async Task Same_event_of_another_contract_is_nothing()
    {
        await using var process = await Start();
        await Mine(1.2m, new FakeLog(Token, Withdraw, new AbiValue.Account(House.Wallet)));

        Assert.Empty(_house.World.Readings);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task What_a_block_moved_is_taken_back_with_it()
    {
        await using var process = await Start();
        await Mine(1.2m, Withdrawn(House.Wallet));
        Assert.Equal(NotificationRole.Alert, (await _house.Webhook.Next()).Role);
        _house.World.Drop(1);
        for (var block = 0; block < 5; block++)
            _house.World.Mine();
        await _house.Pass(_house.World.PollInterval);

        Assert.Equal(NotificationRole.Retraction, (await _house.Webhook.Next()).Role);
        Assert.Contains("retracted", _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Any_of_its_logs_is_explained()
    {
        await using var process = await Start();
        var block = await Mine(1.2m, Withdrawn(House.Wallet));

        var explained = await process.Wallet.Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk);
        var other = await process.Client.GetGrain<IWalletGrain>(Other.ToString())
            .Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk);

        var decision = Assert.IsType<Explanation.Decided>(Assert.Single(explained));
        Assert.Equal(("1.2", "notify"), (decision.Decision.Value.ToString(), decision.Stored?.Outcome.ToString().ToLowerInvariant()));
        Assert.Equal(
            Core.Wallets.ReasonCode.OtherWallet,
            Assert.Single(Assert.IsType<Explanation.Decided>(Assert.Single(other)).Decision.Reasons).Code);
    }

    private async Task<Process> Start()
    {
        var process = await _house.Start(
            new WorkflowSource("request", Yaml
                .Replace("MARKET", House.Market.ToString(), StringComparison.Ordinal)
                .Replace("TOKEN", Token.ToString(), StringComparison.Ordinal)),
            ("Kwala:Grains:FromBlock:local", "1"));
        await _house.Follow(process);
        return process;
    }

    private async Task<BlockRef> Mine(decimal health, FakeLog log)
    {
        _health[House.Wallet] = health;
        var block = _house.World.Mine(log);
        await _house.Pass(_house.World.PollInterval);
        await _house.Delivered();
        return block;
    }

    private static FakeLog Borrowed(Address by) => new(House.Market, Borrow, new AbiValue.Account(by), new AbiValue.Number(7));

    private static FakeLog Withdrawn(Address of) => new(House.Market, Withdraw, new AbiValue.Account(of));

    private static AbiEvent Event(string text) => Assert.IsType<AbiEventParse.Parsed>(AbiEvent.Parse(text)).Event;
}

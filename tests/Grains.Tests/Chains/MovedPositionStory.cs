using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>
/// A market whose positions a price moves, by as much as it moved itself: what <see cref="MovedPositionTests"/> and
/// <see cref="MovedLineTests"/> tell of.
/// </summary>
public abstract class MovedPositionStory
{
    protected const string Yaml = """
        workflow: liquidation-risk
        trigger:
          chain: local
          contract: "0x0000000000000000000000000000000000c0ffee"
          event: Borrow(address indexed by)
        read:
          account: { contract: contract, function: "health(address) returns (uint256)", arguments: wallet }
        wallet: by
        value: account / 1e18
        alert: below
        tiers: { conservative: 1.50, standard: 1.30 }
        rearm: 1%
        resolved: true
        actions: { default: { channels: [webhook] } }
        recheck:
          - { event: "AnswerUpdated(int256 indexed current)", contract: "0x000000000000000000000000000000000000feed", moves: current }
          - { drift: 30% }
        """;

    protected static readonly Address Feed = House.AddressOf(0xFEED);

    private protected static readonly AbiEvent
        Borrow = Event("Borrow(address indexed by)"), Answer = Event("AnswerUpdated(int256 indexed current)");

    private protected readonly House _house = new();

    // What a wallet's health is at a price of 2000, and from which block on which price holds.
    private protected readonly Dictionary<Address, decimal> _health = [];
    private protected readonly SortedList<long, decimal> _prices = new() { [0] = 2000 };

    protected MovedPositionStory() => _house.World.Contracts = call => new CallOutcome.Returned(
    [
        new AbiValue.Number(new BigInteger(
            _health[((AbiValue.Account)call.Call.Arguments[0]).Address] / 2000m
            * _prices.Last(it => it.Key <= call.Block.Number).Value * 1_000_000_000_000_000_000m)),
    ]);

    private protected static Address Number(int wallet) => House.AddressOf((uint)(0x1000000 + wallet));

    private protected async Task<Process> Start(string? yaml, params (string Key, string Value)[] settings)
    {
        var process = await _house.Start(
            yaml is null ? null : new WorkflowSource("request", yaml),
            [("Kwala:Grains:FromBlock:local", "1"), .. settings]);
        await _house.Follow(process);
        return process;
    }

    private protected static async Task Put(Process process, string yaml) =>
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(new WorkflowSource("request", yaml)));

    private protected async Task Open(params decimal[] healths)
    {
        for (var n = 0; n < healths.Length; n++)
            _health[Number(n)] = healths[n];
        _house.World.Mine(
            [.. healths.Select((_, n) => new FakeLog(House.Market, Borrow, new AbiValue.Account(Number(n))))]);
        await Look();
    }

    private protected async Task<BlockRef> Tick(decimal price)
    {
        var block = Mine(price);
        await Look();
        return block;
    }

    private protected BlockRef Mine(decimal price)
    {
        var block = _house.World.Mine(new FakeLog(Feed, Answer, new AbiValue.Number(new BigInteger(price * 100_000_000m))));
        _prices[block.Number] = price;
        return block;
    }

    private protected async Task Look()
    {
        await _house.Polling(_house.World.Idle());
        await _house.Until(_house.Resting());
    }

    private static AbiEvent Event(string text) => Assert.IsType<AbiEventParse.Parsed>(AbiEvent.Parse(text)).Event;
}

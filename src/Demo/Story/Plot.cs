using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Abi;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Demo.Chain;

namespace Kwala.Demo.Story;

/// <summary>
/// What happens, block by block, in twelve blocks that repeat. <em>Thresholds</em>: a price slide carries every
/// borrower through 1.50, 1.30 and 1.10, and back; their BTC market stays calm, as a second position that must not be
/// mixed up with the first. <em>Behaviour</em>: two farmers are offered yields, small ones but for the last.
/// <em>Portfolio</em>: ETH falls by 12 %.
/// </summary>
internal static class Plot
{
    private static readonly AbiEvent HealthFactorUpdated = Event(
        "HealthFactorUpdated(address indexed user, uint256 healthFactor)");
    private static readonly AbiEvent YieldOffered = Event("YieldOffered(address indexed user, uint256 basisPoints)");
    private static readonly AbiEvent PositionMarked = Event(
        "PositionMarked(address indexed holder, address indexed asset, int256 price)");

    private static readonly ImmutableArray<decimal> Slide =
        [2.10m, 1.72m, 1.45m, 1.36m, 1.24m, 1.16m, 1.05m, 1.02m, 1.19m, 1.44m, 1.66m, 2.05m];

    // In percent a year, by the block's place.
    private static readonly ImmutableDictionary<int, decimal> Yields = ImmutableDictionary.CreateRange(
        new Dictionary<int, decimal> { [2] = 3.1m, [4] = 3.4m, [8] = 12m });

    /// <summary>The events of a block, from 1 on.</summary>
    public static IEnumerable<DemoEvent> Block(long number)
    {
        var place = PlaceOf(number);
        foreach (var borrower in Cast.Borrowers)
            yield return Health(Cast.EthMarket, borrower.Wallet, Slide[place - 1]);
        if (place % 3 == 1)
            yield return Health(Cast.BtcMarket, Cast.Borrowers[0].Wallet, 2.50m);
        if (Yields.TryGetValue(place, out var percent))
            foreach (var farmer in Cast.Farmers)
                yield return new DemoEvent(
                    Cast.Vault, YieldOffered, [Account(farmer), DemoContracts.Scaled(percent, decimals: 2)]);
        if (place is 1 or 5)
            foreach (var holder in Cast.Holders)
                yield return new DemoEvent(
                    Assets.Eth.Feed,
                    PositionMarked,
                    [
                        Account(holder),
                        new AbiValue.Account(Assets.Eth.Token),
                        DemoContracts.Scaled(Assets.Eth.PriceAt(number), DemoContracts.PriceDecimals),
                    ]);
    }

    /// <summary>A market reports the health factor of a wallet.</summary>
    public static DemoEvent Health(Address market, Address wallet, decimal factor) => new(
        market, HealthFactorUpdated, [new AbiValue.Account(wallet), DemoContracts.Scaled(factor, decimals: 18)]);

    /// <summary>What an owner does between a block and the next one; null for nothing.</summary>
    public static (Character Who, InteractionKind What)? After(long number) =>
        number == 2 ? (Cast.Farmers[1], InteractionKind.Fewer) : null;

    /// <summary>The workflow that an event is for, and the pattern that it shows.</summary>
    public static (WorkflowId Workflow, string Pattern) Of(DemoLog log) =>
        log.Topics[0] == HealthFactorUpdated.Topic ? (new WorkflowId("liquidation-risk"), "thresholds")
        : log.Topics[0] == YieldOffered.Topic ? (new WorkflowId("yields"), "behaviour")
        : (new WorkflowId("portfolio-move"), "portfolio");

    /// <summary>An event in words.</summary>
    /// <param name="log">Its log.</param>
    /// <param name="value">The value that was compared.</param>
    public static string Words(DemoLog log, string value) => Of(log).Pattern switch
    {
        "thresholds" => $"health {value} {(log.Contract == Cast.EthMarket ? "ETH" : "BTC")}",
        "behaviour" => $"yield {value} %",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{Assets.Eth.Name} at {Assets.Eth.PriceAt(log.Block.Number):0} USD"),
    };

    private static int PlaceOf(long number) => (int)((number - 1) % Slide.Length) + 1;


    private static AbiValue.Account Account(Character character) => new(character.Wallet);

    private static AbiEvent Event(string text) => ((AbiEventParse.Parsed)AbiEvent.Parse(text)).Event;
}

namespace Kwala.Chain.Prices;

/// <summary>Where the price of an asset is read, and when it is believed.</summary>
public sealed class PriceFeedOptions
{
    /// <summary>The token's address.</summary>
    public string Asset { get; set; } = "";

    /// <summary>The address of its feed, a contract with Chainlink's AggregatorV3Interface.</summary>
    public string Feed { get; set; } = "";

    /// <summary>
    /// How old an answer may be at the block: the feed's heartbeat (Chainlink's pages name it: an hour, a day) and a
    /// little more. Longer believes what may have long changed; shorter calls a quiet market stale.
    /// </summary>
    public TimeSpan AgeMax { get; set; }

    /// <summary>
    /// By how many percent an answer may differ from the one before, or from the other feed. Less catches a broken feed
    /// sooner, and takes a crash for one.
    /// </summary>
    public int DeviationMaxPercent { get; set; } = 20;

    /// <summary>A second feed for the same price to hold the answer against; without it, the answer before.</summary>
    public string? Against { get; set; }
}

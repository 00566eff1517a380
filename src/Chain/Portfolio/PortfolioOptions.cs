namespace Kwala.Chain.Portfolio;

/// <summary>What makes up a wallet's portfolio. Nothing of it is read but for workflows that ask for it.</summary>
public sealed class PortfolioOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Portfolio";

    /// <summary>
    /// The assets that are counted, at most 64 of a chain. Each costs one question for each wallet that is read; what
    /// is not listed is not seen. Each needs a price in its chain's <c>Prices</c>, or a market that prices it.
    /// </summary>
    public IList<PortfolioAssetOptions> Assets { get; } = [];

    /// <summary>Lending markets whose positions are counted, at most 4 of a chain; their prices are in USD.</summary>
    public IList<PortfolioMarketOptions> Markets { get; } = [];

    /// <summary>
    /// How old a reading may be at the block that asks, 0 to a day. Longer asks nodes less often, and notices later
    /// what a wallet bought or sold.
    /// </summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>An asset that is counted.</summary>
public sealed class PortfolioAssetOptions
{
    /// <summary>Its chain, by name or CAIP-2 id.</summary>
    public string Chain { get; set; } = "";

    /// <summary>The ERC-20 token; 0xEeee...EEeE (EIP-7528) for the chain's own coin.</summary>
    public string Token { get; set; } = "";

    /// <summary>How many decimals its amounts have, 0 to 36.</summary>
    public int Decimals { get; set; } = 18;
}

/// <summary>A lending market whose positions are counted.</summary>
public sealed class PortfolioMarketOptions
{
    /// <summary>Its chain, by name or CAIP-2 id.</summary>
    public string Chain { get; set; } = "";

    /// <summary>The address of its pool, an Aave V3.</summary>
    public string Pool { get; set; } = "";
}

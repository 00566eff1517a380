using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>What is asked of chains.</summary>
/// <param name="Feeds">Their logs and contracts.</param>
/// <param name="Portfolios">What wallets hold; null where the deployment cannot say.</param>
internal sealed record ChainReading(IChainFeeds Feeds, IPortfolioReader? Portfolios = null);

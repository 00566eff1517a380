using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;

namespace Kwala.Ports.Chain;

/// <summary>Reads what wallets hold. Safe for concurrent use; only cancellation throws.</summary>
public interface IPortfolioReader
{
    /// <summary>
    /// One reading per wallet, in their order. The requests that it takes do not grow with the wallets, but for what
    /// one request can hold; a wallet that was read shortly before is not asked about again.
    /// </summary>
    /// <param name="chain">The chain that is looked at.</param>
    /// <param name="block">The block after which is asked.</param>
    /// <param name="blockTime">Its time; ages are counted back from it.</param>
    /// <param name="wallets">Whose portfolios.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<ImmutableArray<PortfolioReading>> Read(
        ChainId chain,
        BlockRef block,
        DateTimeOffset blockTime,
        ImmutableArray<Address> wallets,
        CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Reading;

namespace Kwala.Ports.Chain;

/// <summary>What assets cost at a block. Safe for concurrent use; only cancellation throws.</summary>
public interface IPriceSource
{
    /// <summary>
    /// One outcome per asset, in their order. NotYet where nodes are away: nothing is known, and it is asked again.
    /// </summary>
    /// <param name="chain">The chain of the assets and of their feeds.</param>
    /// <param name="block">The block after which is asked.</param>
    /// <param name="blockTime">Its time; ages are counted back from it.</param>
    /// <param name="assets">The tokens.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<ChainAnswer<ImmutableArray<PriceOutcome>>> Prices(
        ChainId chain,
        BlockRef block,
        DateTimeOffset blockTime,
        ImmutableArray<Address> assets,
        CancellationToken cancellationToken);
}

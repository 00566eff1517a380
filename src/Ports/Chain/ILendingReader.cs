using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Reading;

namespace Kwala.Ports.Chain;

/// <summary>Reads positions at a lending market. Safe for concurrent use; only cancellation throws.</summary>
public interface ILendingReader
{
    /// <summary>
    /// One outcome per wallet, in their order. NotYet where nodes are away: nothing is known, and it is asked again.
    /// </summary>
    /// <param name="chain">The market's chain.</param>
    /// <param name="market">The market's contract.</param>
    /// <param name="block">The block after which is asked.</param>
    /// <param name="wallets">Whose positions.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<ChainAnswer<ImmutableArray<LendingOutcome>>> Positions(
        ChainId chain,
        Address market,
        BlockRef block,
        ImmutableArray<Address> wallets,
        CancellationToken cancellationToken);
}

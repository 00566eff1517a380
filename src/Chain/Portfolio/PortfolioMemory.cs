using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;

namespace Kwala.Chain.Portfolio;

/// <summary>What a wallet has, without what it is worth.</summary>
/// <param name="Block">The block after which it was read.</param>
/// <param name="BlockTime">Its time.</param>
/// <param name="Balances">By configured asset; null where a token does not say.</param>
/// <param name="Positions">By configured market.</param>
/// <param name="Valued">The same as it was last valued; null where it never was.</param>
internal sealed record PortfolioHeld(
    BlockRef Block,
    DateTimeOffset BlockTime,
    ImmutableArray<BigInteger?> Balances,
    ImmutableArray<LendingOutcome> Positions,
    Composition? Valued = null);

/// <summary>
/// What was read of wallets lately. Bounded: once so many are known, those that were not read again since the last such
/// time are forgotten.
/// </summary>
internal sealed class PortfolioMemory(int max)
{
    private readonly Lock _gate = new();
    private Dictionary<(ChainId, Address), PortfolioHeld> _young = [];
    private Dictionary<(ChainId, Address), PortfolioHeld> _old = [];

    /// <summary>The newest; null where none is known.</summary>
    public PortfolioHeld? Of(ChainId chain, Address wallet)
    {
        lock (_gate)
            return _young.GetValueOrDefault((chain, wallet)) ?? _old.GetValueOrDefault((chain, wallet));
    }

    /// <summary>Keeps what was read.</summary>
    public void Keep(ChainId chain, Address wallet, PortfolioHeld held)
    {
        lock (_gate)
        {
            if (_young.Count >= max && !_young.ContainsKey((chain, wallet)))
                (_old, _young) = (_young, []);
            _young[(chain, wallet)] = held;
        }
    }
}

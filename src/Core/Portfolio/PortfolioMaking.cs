using System.Numerics;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Core.Portfolio;

/// <summary>
/// Puts a portfolio together from what was read. What is not told is not none: a balance that is missing, or a price of
/// something that is held, leaves the whole unknown.
/// </summary>
/// <param name="block">After which block it was read.</param>
/// <param name="blockTime">Its time.</param>
public sealed class PortfolioMaking(BlockRef block, DateTimeOffset blockTime)
{
    private readonly SortedDictionary<Address, (Rational Amount, Rational Price)> _holdings = [];
    private readonly SortedDictionary<Address, string> _unpriced = [];
    private string? _missing;
    private string? _stale;

    /// <summary>What a wallet has of a token.</summary>
    /// <param name="asset">The token.</param>
    /// <param name="balance">In its smallest unit; null where it does not say.</param>
    /// <param name="decimals">How many decimals it has.</param>
    /// <param name="price">What is known of its price.</param>
    public void Balance(Address asset, BigInteger? balance, int decimals, PriceOutcome price)
    {
        ArgumentNullException.ThrowIfNull(price);
        if (balance is null)
            _missing ??= $"{asset.ToChecksumString()} does not tell what the wallet holds of it.";
        Add(asset, Rational.Of(balance ?? 0, BigInteger.Pow(10, decimals)), price.Match(
            known => known.Price,
            stale => Doubted(asset, stale.Price, stale.Reason),
            deviating => Doubted(asset, deviating.Price, deviating.Reason),
            unavailable =>
            {
                _unpriced[asset] = unavailable;
                return Rational.Undefined;
            }));
    }

    /// <summary>What a wallet has at a lending market, which prices its own assets.</summary>
    public void Position(LendingOutcome position)
    {
        ArgumentNullException.ThrowIfNull(position);
        foreach (var holding in position.Match(
            read => read.Holdings,
            unreadable =>
            {
                _missing ??= unreadable;
                return [];
            }))
            Add(holding.Asset, holding.Supplied - holding.Owed, holding.Price);
    }

    /// <summary>The whole.</summary>
    public PortfolioReading Reading()
    {
        var unpriced = _holdings.FirstOrDefault(it => it.Value.Amount.Sign != 0 && !it.Value.Price.IsFinite).Key;
        var missing = _missing ?? (unpriced == default
            ? null
            : _unpriced.TryGetValue(unpriced, out var why) ? why : $"{unpriced.ToChecksumString()} has no price.");
        return missing is not null
            ? new PortfolioReading(null, missing)
            : new PortfolioReading(
                new Composition(
                    block, blockTime,
                    [.. _holdings.Select(it => new Holding(it.Key, it.Value.Amount, it.Value.Price))]),
                _stale);
    }

    private Rational Doubted(Address asset, Rational price, string reason)
    {
        _stale ??= $"{asset.ToChecksumString()}: {reason}";
        return price;
    }

    private void Add(Address asset, Rational amount, Rational price)
    {
        var (held, before) = _holdings.TryGetValue(asset, out var known) ? known : (Rational.Zero, Rational.Undefined);
        _holdings[asset] = (held + amount, before.IsFinite ? before : price);
    }
}

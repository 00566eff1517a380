using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;

namespace Kwala.Core.Portfolio;

/// <summary>What a wallet has of one asset, at lending markets too.</summary>
/// <param name="Asset">The token; <see cref="Composition.Native"/> for the chain's own coin.</param>
/// <param name="Amount">Whole tokens held and supplied, less those owed; negative where more is owed.</param>
/// <param name="PriceUsd">What one whole token is worth in USD; of no account where the amount is zero.</param>
public sealed record Holding(Address Asset, Rational Amount, Rational PriceUsd)
{
    /// <summary>What it is worth in USD; negative where more is owed than held.</summary>
    public Rational Usd { get; } = Amount.Sign == 0 ? Rational.Zero : (Amount * PriceUsd).Reduced();
}

/// <summary>
/// What a wallet's portfolio is made of at a block. Shares are of the sum of all holdings by size: a debt in an asset
/// is exposure to it, too, with the sign turned.
/// </summary>
/// <param name="Block">After which block.</param>
/// <param name="BlockTime">Its time.</param>
/// <param name="Holdings">
/// Each asset of the deployment once, also those of which there is nothing; what is not zero has a price.
/// </param>
public sealed record Composition(BlockRef Block, DateTimeOffset BlockTime, ImmutableArray<Holding> Holdings)
{
    /// <summary>
    /// Stands for a chain's own coin among tokens. Source: EIP-7528, ETH (Native Asset) Address Convention.
    /// </summary>
    public static Address Native { get; } = Address.FromBytes([.. Enumerable.Repeat((byte)0xee, Address.Size)]);

    /// <summary>What is held less what is owed, in USD.</summary>
    public Rational NetUsd => Sum(Holdings.Select(it => it.Usd));

    /// <summary>All holdings by size, in USD: what shares are of.</summary>
    public Rational GrossUsd => Sum(Holdings.Select(it => Rational.Abs(it.Usd)));

    /// <summary>
    /// The Herfindahl-Hirschman index: the sum of the squared shares, 1/n for n equal holdings and 1 for a single one;
    /// 0 where nothing is held. Source: U.S. Department of Justice, "Herfindahl-Hirschman Index".
    /// </summary>
    public Rational Concentration => Sum(Holdings.Select(ShareOf).Select(share => share * share));

    /// <summary>A holding's part of the whole by size, of 1; 0 where nothing is held.</summary>
    public Rational ShareOf(Holding holding)
    {
        ArgumentNullException.ThrowIfNull(holding);
        return holding.Usd.Sign == 0 ? Rational.Zero : (Rational.Abs(holding.Usd) / GrossUsd).Reduced();
    }

    /// <summary>The same as one who asks of some assets sees it; null where none of them is known here.</summary>
    public PortfolioView? SeenFrom(ImmutableArray<Address> assets)
    {
        var moved = Holdings.Where(it => assets.Contains(it.Asset)).ToList();
        return moved.Count == 0
            ? null
            : new PortfolioView(
                NetUsd, Sum(moved.Select(it => it.Usd)), Sum(moved.Select(ShareOf)), Concentration, Block.Number,
                BlockTime);
    }

    private static Rational Sum(IEnumerable<Rational> parts) =>
        parts.Aggregate(Rational.Zero, (sum, part) => (sum + part).Reduced());
}

/// <summary>A wallet's portfolio as it matters for what happened to some of its assets.</summary>
/// <param name="NetUsd">What it is worth, debts taken off, in USD.</param>
/// <param name="ExposedUsd">How much of it is in these assets, in USD; negative where they are owed.</param>
/// <param name="Exposure">Their share by size, of 1.</param>
/// <param name="Concentration">The Herfindahl-Hirschman index of all of it, of 1; 0 where nothing is held.</param>
/// <param name="Block">The block after which it was read.</param>
/// <param name="BlockTime">That block's time.</param>
public sealed record PortfolioView(
    Rational NetUsd, Rational ExposedUsd, Rational Exposure, Rational Concentration, long Block,
    DateTimeOffset BlockTime)
{
    /// <summary>
    /// What a move of the assets' price has changed in USD, after it: a loss is negative. Null where the move has no
    /// share, as from or to nothing.
    /// </summary>
    /// <param name="from">The price before.</param>
    /// <param name="to">The price that the portfolio is counted at, in any unit.</param>
    public Rational? ImpactOf(Rational from, Rational to) =>
        (ExposedUsd * (to - from) / to).Reduced() is { IsFinite: true } impact ? impact : null;
}

using System.Numerics;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;

namespace Kwala.Core.Tests.Portfolio;

/// <summary>From balances, prices and positions to a portfolio, or to what is in doubt about it.</summary>
public class PortfolioMakingTests
{
    private static readonly Address Weth = AddressOf(1), Usdc = AddressOf(2), Other = AddressOf(3);
    private static readonly DateTimeOffset At = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceOutcome None = new PriceOutcome.Unavailable("No feed.");

    private readonly PortfolioMaking _making = new(new BlockRef(7, default), At);

    [Fact]
    public void What_is_held_supplied_and_owed_of_an_asset_is_one_holding()
    {
        _making.Balance(Weth, BigInteger.Pow(10, 18), 18, Known(2000));
        _making.Balance(Usdc, 500_000_000, 6, Known(1));
        _making.Position(Market((Weth, 2, 0, 1999), (Usdc, 0, 1500, 1)));

        var holdings = Known().Holdings;

        Assert.Equal(
            [(Weth, "3", "6000"), (Usdc, "-1000", "-1000")],
            holdings.Select(it => (it.Asset, it.Amount.ToString(), it.Usd.ToString())));
    }

    [Fact]
    public void A_market_prices_what_has_no_feed()
    {
        _making.Balance(Weth, 0, 18, None);
        _making.Position(Market((Weth, 2, 0, 1999), (Other, 10, 0, 3)));

        Assert.Equal(["3998", "30"], Known().Holdings.Select(it => it.Usd.ToString()));
    }

    [Fact]
    public void Nothing_of_an_asset_needs_no_price()
    {
        _making.Balance(Weth, 0, 18, None);

        Assert.Equal("0", Known().NetUsd.ToString());
    }

    [Fact]
    public void A_price_that_is_in_doubt_makes_the_whole_stale()
    {
        _making.Balance(Weth, BigInteger.Pow(10, 18), 18, new PriceOutcome.Stale(2000, At, "It is old."));

        var reading = _making.Reading();

        Assert.Equal("2000", reading.Composition!.NetUsd.ToString());
        Assert.EndsWith("It is old.", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_told_is_not_none()
    {
        var silent = new PortfolioMaking(new BlockRef(7, default), At);
        silent.Balance(Weth, null, 18, Known(2000));
        var unpriced = new PortfolioMaking(new BlockRef(7, default), At);
        unpriced.Balance(Weth, 1, 18, None);
        var unreadable = new PortfolioMaking(new BlockRef(7, default), At);
        unreadable.Balance(Weth, 1, 18, Known(2000));
        unreadable.Position(new LendingOutcome.Unreadable("The pool says nothing."));

        Assert.All(new[] { silent, unpriced, unreadable }, it => Assert.Null(it.Reading().Composition));
        Assert.Equal("No feed.", unpriced.Reading().Problem);
        Assert.Equal("The pool says nothing.", unreadable.Reading().Problem);
        Assert.Contains("does not tell", silent.Reading().Problem, StringComparison.Ordinal);
    }

    private Composition Known()
    {
        var reading = _making.Reading();
        Assert.Null(reading.Problem);
        return reading.Composition!;
    }

    private static PriceOutcome.Known Known(long price) => new(price, At);

    private static LendingOutcome.Read Market(params (Address Asset, long Supplied, long Owed, long Price)[] holdings) =>
        new(new LendingPosition(0, 0, 0,
            [.. holdings.Select(it => new LendingHolding(it.Asset, it.Price, it.Supplied, it.Owed, true, 0))]));

    private static Address AddressOf(byte last) => Address.FromBytes([.. new byte[Address.Size - 1], last]);
}

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;

namespace Kwala.Core.Tests.Portfolio;

/// <summary>Shares, concentration and exposure, exactly.</summary>
public class CompositionTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // What is held and owed: amounts to six decimals, prices to two, at most eight assets, at least one of them held.
    private static Arbitrary<Composition> Portfolios { get; } = (
        from count in Gen.Choose(1, 8)
        from amounts in Gen.Choose(-1_000_000_000, 1_000_000_000).ArrayOf(count)
        from prices in Gen.Choose(1, 10_000_000).ArrayOf(count)
        select Of([.. amounts.Zip(prices, (amount, price) => (
            Rational.Of(amount == 0 ? 1 : amount, 1_000_000), Rational.Of(price, 100)))])).ToArbitrary();

    [Theory]
    [InlineData("10@2000", 0, "1", "1", "20000")]
    [InlineData("10@2000 0@1", 1, "0", "1", "20000")]
    [InlineData("10@2000 20000@1", 0, "0.5", "0.5", "40000")]
    [InlineData("1@90 1@10", 1, "0.1", "0.82", "100")]
    // Borrowed against: the debt is a holding of its own size, and the worth is what is left.
    [InlineData("10@2000 -5000@1", 0, "0.8", "0.68", "15000")]
    [InlineData("10@2000 -5000@1", 1, "0.2", "0.68", "15000")]
    [InlineData("0@2000 0@1", 0, "0", "0", "0")]
    public void Exposure_and_concentration_follow_from_the_holdings(
        string holdings, int asset, string exposure, string concentration, string worth)
    {
        var view = Of(holdings).SeenFrom([Asset(asset)])!;

        Assert.Equal(
            (exposure, concentration, worth),
            (view.Exposure.ToString(), view.Concentration.ToString(), view.NetUsd.ToString()));
    }

    [Fact]
    public void Assets_that_move_together_are_seen_together()
    {
        var view = Of("1@2000 2@2000 2000@1").SeenFrom([Asset(0), Asset(1)])!;

        Assert.Equal(("0.75", "6000"), (view.Exposure.ToString(), view.ExposedUsd.ToString()));
    }

    [Fact]
    public void An_asset_that_is_not_counted_is_not_the_same_as_one_that_is_not_held()
    {
        var (counted, reading) = (Of("0@2000 5@1"), new PortfolioReading(Of("0@2000 5@1"), null));

        Assert.Equal("0", counted.SeenFrom([Asset(0)])!.Exposure.ToString());
        Assert.Null(counted.SeenFrom([Asset(9)]));
        Assert.Null(reading.SeenFrom([Asset(9)]).Fresh);
        Assert.Contains("Kwala:Portfolio:Assets", reading.SeenFrom([Asset(9)]).Problem, StringComparison.Ordinal);
    }

    [Theory]
    // 9000 USD now, after a fall of a tenth from 10000.
    [InlineData("5@1800", "2000", "1800", "-1000")]
    [InlineData("5@2200", "2000", "2200", "1000")]
    // Who owes the asset gains where it falls.
    [InlineData("-5@1800", "2000", "1800", "1000")]
    [InlineData("0@1800", "2000", "1800", "0")]
    public void Impact_is_what_the_move_changed(string holdings, string from, string to, string impact)
    {
        var view = Of(holdings).SeenFrom([Asset(0)])!;

        Assert.Equal(impact, view.ImpactOf(Number(from), Number(to)).ToString());
    }

    [Fact]
    public void A_move_to_nothing_has_no_impact_that_could_be_said() =>
        Assert.Null(Of("5@1").SeenFrom([Asset(0)])!.ImpactOf(Rational.One, Rational.Zero));

    [Fact]
    public void Shares_sum_to_one() => Prop.ForAll(Portfolios, portfolio =>
        portfolio.Holdings.Aggregate(Rational.Zero, (sum, it) => sum + portfolio.ShareOf(it)) == Rational.One)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Concentration_lies_between_an_even_spread_and_a_single_asset() => Prop.ForAll(Portfolios, portfolio =>
        portfolio.Concentration >= Rational.Of(1, portfolio.Holdings.Length)
        && portfolio.Concentration <= Rational.One).QuickCheckThrowOnFailure();

    [Fact]
    public void An_even_spread_over_n_assets_has_the_concentration_of_one_nth()
    {
        for (var n = 1; n <= 20; n++)
            Assert.Equal(
                Rational.Of(1, n),
                Of([.. Enumerable.Repeat((Rational.FromInt64(3), Rational.FromInt64(7)), n)]).Concentration);
    }

    [Fact]
    public void The_largest_amounts_that_a_token_can_tell_are_counted()
    {
        var most = Rational.FromBigInteger((System.Numerics.BigInteger.One << 256) - 1);

        var view = Of([.. Enumerable.Repeat((most, most), 64)]).SeenFrom([Asset(0)])!;

        Assert.Equal(Rational.Of(1, 64), view.Exposure);
        Assert.Equal(Rational.Of(1, 64), view.Concentration);
    }

    private static Composition Of(string holdings) => Of(
        [.. holdings.Split(' ').Select(it => it.Split('@')).Select(it => (Number(it[0]), Number(it[1])))]);

    private static Composition Of(ImmutableArray<(Rational Amount, Rational Price)> holdings) => new(
        new BlockRef(7, default), At,
        [.. holdings.Select((it, at) => new Holding(Asset(at), it.Amount, it.Price))]);

    private static Address Asset(int number) => Address.FromBytes([.. new byte[Address.Size - 1], (byte)(number + 1)]);

    private static Rational Number(string text) =>
        Rational.TryParse(text, out var value) ? value : throw new FormatException(text);
}

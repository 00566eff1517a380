using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Movement;

namespace Kwala.Core.Tests.Wallets.Movement;

/// <summary>How far prices may have moved a position that they do not name.</summary>
public class MovementClockTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2000, 2000, 0)]
    [InlineData(2000, 2200, 954546)]
    [InlineData(2200, 2000, 954546)]
    [InlineData(2000, 1000, 7500000)]
    [InlineData(1, 6, MovementClock.All)]
    [InlineData(2000, 0, MovementClock.All)]
    [InlineData(-1, 2000, MovementClock.All)]
    public void Price_moves_the_clock_by_no_less_than_the_logarithm_of_its_factor(int before, int price, long moved) =>
        Assert.Equal(moved, MovementClock.AfterPrice(0, before, price));

    [Fact]
    public void First_price_may_have_moved_anything_from_anywhere() =>
        Assert.Equal(7 + MovementClock.All, MovementClock.AfterPrice(7, null, 2000));

    [Fact]
    public void Time_moves_it_by_what_a_year_may()
    {
        var third = Rational.Of(3, 10);

        Assert.Equal(3_000_000, MovementClock.AfterTime(0, third, TimeSpan.FromDays(365)));
        Assert.Equal(1, MovementClock.AfterTime(0, third, TimeSpan.FromSeconds(1)));
        Assert.Equal(5, MovementClock.AfterTime(5, third, -TimeSpan.FromDays(1)));
        Assert.Equal(5, MovementClock.AfterTime(5, Rational.Zero, TimeSpan.FromDays(1)));
    }

    [Theory]
    [InlineData("1.65", "1.3", 2372880)]
    [InlineData("1.25", "1.365", 879540)]
    [InlineData("1.3", "1.3", 0)]
    public void Value_is_due_before_the_clock_has_gone_the_logarithm_of_the_way(string value, string line, long way) =>
        Assert.Equal(100 + way, MovementClock.Due(Of(value), 100, [Of(line)]));

    [Fact]
    public void Nearest_line_counts_on_either_side() => Assert.Equal(
        MovementClock.Due(Of("1.2"), 0, [Of("1.25")]),
        MovementClock.Due(Of("1.2"), 0, [Of("1.1"), Of("1.25"), Of("0"), Of("-7")]));

    [Fact]
    public void Value_that_prices_cannot_move_is_never_due_and_one_that_is_not_known_at_once()
    {
        Assert.Null(MovementClock.Due(Rational.PositiveInfinity, 7, [Of("1.3")]));
        Assert.Null(MovementClock.Due(Of("1.3"), 7, []));
        foreach (var value in new[] { Rational.Undefined, Rational.Zero, -Rational.One })
            Assert.Equal(0, MovementClock.Due(value, 7, [Of("1.3")]));
    }

    [Fact]
    public void Clock_that_begins_later_is_past_whatever_an_earlier_one_came_to()
    {
        var clock = MovementClock.Start(Then);
        for (var price = 0; price < 20; price++)
            clock = MovementClock.AfterPrice(clock, null, 1);

        Assert.True(MovementClock.Due(Of("1000"), clock, [Of("0.001")]) < MovementClock.Start(Then.AddSeconds(1)));
        Assert.Equal(MovementClock.Start(DateTimeOffset.MaxValue), MovementClock.Start(Then.AddYears(1000)));
    }

    [Fact]
    public void Clock_at_its_end_leaves_everything_due()
    {
        var clock = long.MaxValue;
        clock = MovementClock.AfterPrice(clock - MovementClock.All, null, 1);

        Assert.True(MovementClock.Due(Of("2"), clock, [Of("1")]) <= clock);
    }

    /// <summary>
    /// Portfolios of several collaterals and debts while prices wander, one feed at a time: what was read last says on
    /// which side of each line the value is, always, and little is read.
    /// </summary>
    [Fact]
    public void No_crossing_is_missed_whatever_a_portfolio_holds_and_little_is_read()
    {
        const int Portfolios = 300, Ticks = 400;
        var reads = Enumerable.Range(1, Portfolios).Sum(seed => ReadsOf(seed, Ticks));

        // Near a line nearly every price counts, far from it hardly any.
        Assert.InRange(reads, 1, Portfolios * Ticks / 5);
    }

    private static int ReadsOf(int seed, int ticks)
    {
        var (random, reads) = (new Random(seed), 0);
        var prices = Enumerable.Range(0, 5).Select(_ => (BigInteger)random.Next(1_000_000, 900_000_000)).ToArray();
        var (collaterals, debts) = (Amounts(random), Amounts(random));
        var lines = new[] { Of("1.1"), Of("1.3"), Of("1.365"), Of("2") };
        // Scaled so that it begins near the lines, or not so near.
        var scale = Rational.Of(random.Next(105, 400), 100) / Value(prices, collaterals, debts);
        var (clock, read) = (0L, scale * Value(prices, collaterals, debts));
        var due = MovementClock.Due(read, clock, lines);
        for (var tick = 0; tick < ticks; tick++)
        {
            var feed = random.Next(prices.Length);
            var permille = random.Next(100) == 0 ? random.Next(-300, 400) : random.Next(-6, 7);
            var price = BigInteger.Max(1, prices[feed] * (1000 + permille) / 1000);
            clock = MovementClock.AfterPrice(clock, prices[feed], price);
            prices[feed] = price;
            var value = scale * Value(prices, collaterals, debts);
            if (due <= clock)
            {
                (read, reads) = (value, reads + 1);
                due = MovementClock.Due(read, clock, lines);
            }

            Assert.All(lines, line => Assert.True(
                (read < line) == (value < line), $"seed {seed}: {read} was read, and it is {value} at tick {tick}."));
        }

        return reads;
    }

    private static BigInteger[] Amounts(Random random) =>
        [.. Enumerable.Range(0, 5).Select(_ => (BigInteger)(random.Next(3) == 0 ? random.Next(1, 1000) : 0)).Append(1)];

    // The last amount stands for what has no feed, in the currency itself.
    private static Rational Value(BigInteger[] prices, BigInteger[] collaterals, BigInteger[] debts) => Rational.Of(
        Sum(prices, collaterals), Sum(prices, debts));

    private static BigInteger Sum(BigInteger[] prices, BigInteger[] amounts) => prices.Append(1_000_000)
        .Zip(amounts, (price, amount) => price * amount).Aggregate(BigInteger.Add);

    private static Rational Of(string text) => Rational.TryParse(text, out var value)
        ? value
        : throw new ArgumentException(text);
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Numerics;

namespace Kwala.Core.Tests.Numerics;

public sealed class RationalTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1.5", "1.5")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("+.5", "0.5")]
    [InlineData("1e18", "1000000000000000000")]
    [InlineData("2.5e-3", "0.0025")]
    [InlineData("2.5E+1", "25")]
    [InlineData("0001", "1")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("1.", null)]
    [InlineData("-", null)]
    [InlineData("1e", null)]
    [InlineData("1e1.5", null)]
    [InlineData("e5", null)]
    [InlineData("1_000", null)]
    [InlineData("0x10", null)]
    [InlineData(" 1", null)]
    [InlineData("١", null)]
    [InlineData("--1", null)]
    [InlineData("1e1201", null)]
    [InlineData("1e99999999999", null)]
    public void Decimal_text_is_read_or_refused(string text, string? decimals)
    {
        Assert.Equal(decimals is not null, Rational.TryParse(text, out var value));
        if (decimals is not null)
            Assert.Equal(decimals, value.ToString());
    }

    [Theory]
    [InlineData("1", "3", 4, "0.3333")]
    [InlineData("2", "3", 4, "0.6667")]
    [InlineData("-2", "3", 4, "-0.6667")]
    [InlineData("1", "2", 0, "1")]
    [InlineData("-1", "2", 0, "-1")]
    [InlineData("-1", "3", 0, "0")]
    [InlineData("199", "100", 1, "2")]
    [InlineData("100", "1", 2, "100")]
    [InlineData("1", "0", 2, "∞")]
    [InlineData("-1", "0", 2, "-∞")]
    [InlineData("0", "0", 2, "undefined")]
    public void Decimals_are_rounded_to_the_nearest(string numerator, string denominator, int decimals, string text) =>
        Assert.Equal(
            text, Rational.Of(BigInteger.Parse(numerator), BigInteger.Parse(denominator)).ToDecimalString(decimals));

    // Decision 16: x/0 is infinite by the sign of x, 0/0 is undefined.
    [Theory]
    [InlineData("+", "inf", "1", "inf")]
    [InlineData("+", "inf", "inf", "inf")]
    [InlineData("+", "inf", "-inf", "undef")]
    [InlineData("-", "inf", "inf", "undef")]
    [InlineData("-", "1", "inf", "-inf")]
    [InlineData("*", "inf", "-2", "-inf")]
    [InlineData("*", "inf", "0", "undef")]
    [InlineData("*", "-inf", "-inf", "inf")]
    [InlineData("/", "1", "0", "inf")]
    [InlineData("/", "-1", "0", "-inf")]
    [InlineData("/", "0", "0", "undef")]
    [InlineData("/", "inf", "inf", "undef")]
    [InlineData("/", "7", "-inf", "0")]
    [InlineData("/", "inf", "-2", "-inf")]
    [InlineData("/", "inf", "0", "inf")]
    [InlineData("+", "undef", "1", "undef")]
    [InlineData("*", "undef", "0", "undef")]
    [InlineData("/", "1", "undef", "undef")]
    public void Infinite_and_undefined_follow_the_table(string op, string left, string right, string expected)
    {
        var (a, b) = (Read(left), Read(right));
        var result = op switch { "+" => a + b, "-" => a - b, "*" => a * b, _ => a / b };
        Assert.True(Read(expected).Equals(result), result.ToString());
    }

    [Theory]
    [InlineData("2", 10, "1024")]
    [InlineData("2", -2, "0.25")]
    [InlineData("-3", 3, "-27")]
    [InlineData("0", 0, "1")]
    [InlineData("0", -3, "inf")]
    [InlineData("inf", 0, "undef")]
    [InlineData("inf", -1, "0")]
    [InlineData("-inf", 3, "-inf")]
    [InlineData("-inf", 2, "inf")]
    [InlineData("1", int.MaxValue, "1")]
    [InlineData("-1", int.MaxValue, "-1")]
    [InlineData("-1", int.MinValue, "1")]
    [InlineData("0", int.MaxValue, "0")]
    [InlineData("2", int.MaxValue, "undef")]
    [InlineData("2", 4097, "undef")]
    [InlineData("10", 18, "1000000000000000000")]
    public void Powers_are_exact_and_bounded(string basis, int exponent, string expected) =>
        Assert.True(Read(expected).Equals(Read(basis).Pow(exponent)), Read(basis).Pow(exponent).ToString());

    [Fact]
    public void Default_is_zero()
    {
        Assert.True(default(Rational) == Rational.Zero && default(Rational) == 0);
        Assert.Equal((BigInteger.Zero, BigInteger.One), (default(Rational).Numerator, default(Rational).Denominator));
        Assert.True((default(Rational) + 5) == 5 && (5 / default(Rational)).IsInfinite);
    }

    [Fact]
    public void Undefined_compares_false_with_everything()
    {
        foreach (var other in new[] { Rational.Undefined, Rational.Zero, Rational.PositiveInfinity })
        {
            Assert.False(Rational.Undefined == other || Rational.Undefined < other || Rational.Undefined > other
                || Rational.Undefined <= other || Rational.Undefined >= other);
            Assert.True(Rational.Undefined != other);
            Assert.True(Rational.Min(Rational.Undefined, other).IsUndefined);
            Assert.True(Rational.Max(other, Rational.Undefined).IsUndefined);
        }
    }

    [Fact]
    public void Numbers_stay_within_their_bound()
    {
        var value = Rational.Of(BigInteger.Pow(3, 2500), BigInteger.Pow(7, 1400));
        Assert.True(value.IsFinite);
        Assert.True((value * value).IsUndefined);
        Assert.True((value / value) == 1, "a fraction that reduces is no larger than what it reduces to");
        Assert.True(Rational.FromBigInteger(BigInteger.Pow(2, 4096)).IsUndefined);
    }

    [Fact]
    public void Field_laws_hold() => Prop.ForAll(Three, t =>
    {
        var (a, b, c) = t;
        return a + b == b + a && a * b == b * a && (a + b) + c == a + (b + c) && (a * b) * c == a * (b * c)
            && a * (b + c) == (a * b) + (a * c) && a - a == 0 && (b == 0 || a / b * b == a) && -(-a) == a;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_agrees_with_subtraction_and_equality_with_the_hash() => Prop.ForAll(Three, t =>
    {
        var (a, b, c) = t;
        return Math.Sign(a.CompareTo(b)) == (a - b).Sign && (a < b) == (b > a) && (a <= b) == !(a > b)
            && (a.CompareTo(b) > 0 || b.CompareTo(c) > 0 || a.CompareTo(c) <= 0)
            && (!a.Equals(b) || a.GetHashCode() == b.GetHashCode())
            && Rational.Of(a.Numerator * 6, a.Denominator * 6).GetHashCode() == a.GetHashCode()
            && Rational.Min(a, b) <= Rational.Max(a, b) && Rational.Abs(a) >= 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_is_that_of_the_cross_products_at_every_size()
    {
        var sized = Gen.Elements(1, 31, 32, 61, 62, 63, 64, 65, 66, 94, 125, 126, 127, 128, 129, 200)
            .Zip(Gen.Choose(-1, 1)).Select(t => BigInteger.Pow(2, t.Item1) + t.Item2);
        var signed = sized.Zip(Gen.Elements(1, -1)).Select(t => t.Item1 * t.Item2);
        Prop.ForAll(signed.Zip(sized).Zip(signed.Zip(sized)).ToArbitrary(), t =>
        {
            var ((a, b), (c, d)) = t;
            return Math.Sign(Rational.Of(a, b).CompareTo(Rational.Of(c, d))) == (a * d).CompareTo(c * b);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Decimal_text_of_a_decimal_reads_back() => Prop.ForAll(
        Gen.Choose(-1_000_000, 1_000_000).Zip(Gen.Choose(0, 12)).ToArbitrary(),
        t =>
        {
            var value = Rational.Of(t.Item1, BigInteger.Pow(10, t.Item2));
            return Rational.TryParse(value.ToDecimalString(12), out var read) && read == value;
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<(Rational, Rational, Rational)> Three
    {
        get
        {
            var one = Gen.Choose(-50, 50).Zip(Gen.Choose(1, 30)).Select(t => Rational.Of(t.Item1, t.Item2));
            return one.Zip(one).Zip(one).Select(t => (t.Item1.Item1, t.Item1.Item2, t.Item2)).ToArbitrary();
        }
    }

    private static Rational Read(string text) => text switch
    {
        "inf" => Rational.PositiveInfinity,
        "-inf" => Rational.NegativeInfinity,
        "undef" => Rational.Undefined,
        _ => Rational.TryParse(text, out var value) ? value : throw new ArgumentException(text),
    };
}

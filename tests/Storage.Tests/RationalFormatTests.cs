using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Numerics;

namespace Kwala.Storage.Tests;

public sealed class RationalFormatTests
{
    [Fact]
    public void Any_fraction_comes_back_with_the_same_numerator_and_denominator() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<BigInteger>(),
            ArbMap.Default.ArbFor<BigInteger>(),
            (numerator, denominator) => ComesBack(Rational.Of(numerator, denominator)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_power_of_ten_comes_back()
    {
        for (var power = 0; power <= 120; power++)
            Assert.True(ComesBack(Rational.Of(-1, BigInteger.Pow(10, power))), $"10^{power}");
    }

    [Fact]
    public void A_token_amount_takes_few_bytes()
    {
        Span<byte> bytes = stackalloc byte[RationalFormat.LengthMax];
        Assert.Equal(9, RationalFormat.Write(Rational.Of(1_100_000_000_000_000_000, BigInteger.Pow(10, 18)), bytes));
    }

    [Fact]
    public void The_largest_numbers_fit_the_stated_length()
    {
        var largest = BigInteger.Pow(2, Rational.BitsMax) - 1;
        Assert.True(ComesBack(Rational.Of(-largest, largest - 2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("12")]
    [InlineData("4E01")]
    [InlineData("FF")]
    [InlineData("FB")]
    [InlineData("FB0500")]
    [InlineData("FBFFFF01")]
    [InlineData("FB010001")]
    [InlineData("FC00")]
    [InlineData("FE01")]
    public void Bytes_that_are_no_number_are_refused(string hex) =>
        Assert.Throws<FormatException>(() => RationalFormat.Read(Convert.FromHexString(hex)));

    private static bool ComesBack(Rational value)
    {
        Span<byte> bytes = stackalloc byte[RationalFormat.LengthMax];
        var read = RationalFormat.Read(bytes[..RationalFormat.Write(value, bytes)]);
        return (read.Numerator, read.Denominator) == (value.Numerator, value.Denominator);
    }
}

using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Subscriptions;

public sealed class SubscriberEntryTests
{
    [Fact]
    public void Numbers_that_grow_never_go_back_in_the_order_of_entries()
    {
        var random = new Random(7);
        List<Rational> numbers = [0, 1, -1, Rational.PositiveInfinity, Rational.NegativeInfinity, Rational.Of(1, 3)];
        for (var n = 0; n < 3_000; n++)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            var below = new byte[random.Next(1, 300)];
            random.NextBytes(below);
            var value = Rational.Of(new(bytes), 1 + System.Numerics.BigInteger.Abs(new(below)));
            numbers.AddRange([value, value + Rational.Of(1, 1_000_000), value * Rational.Of(1_000_001, 1_000_000)]);
        }

        numbers.RemoveAll(number => number.IsUndefined);
        numbers.Sort();
        for (var n = 1; n < numbers.Count; n++)
            Assert.True(
                string.CompareOrdinal(Line(numbers[n - 1]), Line(numbers[n])) <= 0, $"{numbers[n - 1]} and {numbers[n]}");
    }

    [Theory]
    [InlineData("1500", "1500.01")]
    [InlineData("-0.000001", "0")]
    [InlineData("0", "0.000001")]
    [InlineData("-2", "-1")]
    [InlineData("1", "1.0000000000001")]
    public void Different_numbers_stand_apart(string low, string high) =>
        Assert.True(string.CompareOrdinal(Line(Parse(low)), Line(Parse(high))) < 0);

    [Fact]
    public void Entry_holds_nothing_but_plain_signs_however_hostile_the_position()
    {
        var entry = SubscriberEntry.Line(new WorkflowId("price"), new SubjectKey("eip155:1/\u2028,%_'\0Z"), 1500);
        Assert.Matches("^[a-z0-9,-]{1,140}$", entry);
    }

    private static string Line(Rational value) => SubscriberEntry.Line(new WorkflowId("price"), null, value);

    private static Rational Parse(string text) => Rational.TryParse(text, out var value) ? value : throw new FormatException();
}

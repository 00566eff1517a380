using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Abi;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;

namespace Kwala.Core.Tests.Expressions;

public class ExpressionParserTests
{
    private static readonly AbiEvent Event = ((AbiEventParse.Parsed)AbiEvent.Parse(
        "Sample(address indexed user, uint256 healthFactor, int256 delta, uint8 zero, bool paused, bytes data)")).Event;

    private static readonly ImmutableArray<AbiValue> Arguments =
    [
        new AbiValue.Account(default), new AbiValue.Number(BigInteger.Parse("1050000000000000000")),
        new AbiValue.Number(-7), new AbiValue.Number(0), new AbiValue.Flag(true), new AbiValue.Blob([]),
    ];

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("100 / 10 / 5", "2")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("2 ^ -1", "0.5")]
    [InlineData("- - 3", "3")]
    [InlineData("1.5e3 + .5", "1500.5")]
    [InlineData("healthFactor / 1e18", "1.05")]
    [InlineData("healthFactor * 1e-18", "1.05")]
    [InlineData("healthFactor / (2 * 5e17)", "1.05")]
    [InlineData("healthFactor / -1e18", "-1.05")]
    [InlineData("delta", "-7")]
    [InlineData("delta / 2", "-3.5")]
    [InlineData("10 ^ zero", "1")]
    [InlineData("min(3, 1, 2)", "1")]
    [InlineData("max(delta, zero)", "0")]
    [InlineData("abs(delta)", "7")]
    [InlineData("1/3 + 1/3 + 1/3", "1")]
    [InlineData("2^256 - 1", "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    [InlineData("5 / zero", "∞")]
    [InlineData("delta / zero", "-∞")]
    [InlineData("zero / zero", "undefined")]
    [InlineData("healthFactor / 0", "∞")]
    [InlineData("(5 / zero) * zero", "undefined")]
    [InlineData("healthFactor ^ 4096", "undefined")]
    [InlineData("2 ^ healthFactor", "undefined")]
    [InlineData("2 ^ (delta / 2)", "undefined")]
    public void A_number_is_exact(string text, string expected) =>
        Assert.Equal(expected, Number(text).Evaluate(Arguments).ToDecimalString(18));

    [Theory]
    [InlineData("healthFactor == 1.05e18", true)]
    [InlineData("healthFactor == 2^256 - 1", false)]
    [InlineData("healthFactor != 0", true)]
    [InlineData("1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3", true)]
    [InlineData("1 > 2 or 2 > 3 or paused", true)]
    [InlineData("not paused", false)]
    [InlineData("not not paused", true)]
    [InlineData("true or false and false", true)]
    [InlineData("(true or false) and false", false)]
    [InlineData("not 1 > 2 and true", true)]
    [InlineData("5 / zero > 1e300", true)]
    [InlineData("zero / zero == zero / zero", false)]
    [InlineData("zero / zero != 1", false)]
    [InlineData("zero / zero < 1", false)]
    public void A_truth_holds_or_not(string text, bool expected) =>
        Assert.Equal(expected, Truth(text).Evaluate(Arguments));

    [Theory]
    [InlineData("", 1, "Expected an expression, such as amount / 1e18.")]
    [InlineData("healtFactor / 1e18", 1, "Sample has no argument \"healtFactor\": did you mean \"healthFactor\"?")]
    [InlineData("1 + price", 5,
        "Sample has no argument \"price\": write one of user, healthFactor, delta, zero, paused, data.")]
    [InlineData("user + 1", 1,
        "user is address: an expression computes with uint, int and bool arguments only. "
        + "Use healthFactor or delta or zero or paused.")]
    [InlineData("paused * 2", 1, "Expected a number; this is true or false.")]
    [InlineData("delta > 0", 1, "Expected a number; this is true or false.")]
    [InlineData("1 +", 4, "Expected a number, a name or \"(\" before the end.")]
    [InlineData("(1 + 2", 7, "Expected \")\".")]
    [InlineData("1 + 2)", 6, "\")\" is not expected here.")]
    [InlineData("1 2", 3, "\"2\" is not expected here.")]
    [InlineData("2 ** 3", 3, "Write ^ for a power.")]
    [InlineData("1x", 1, "\"1x\" is not a number: write 1.5, 1e18 or 2^256.")]
    [InlineData("0xff", 1, "\"0xff\" is not a number: write 1.5, 1e18 or 2^256.")]
    [InlineData("1.2.3", 1, "\"1.2.3\" is not a number: write 1.5, 1e18 or 2^256.")]
    [InlineData("mix(1, 2)", 1, "There is no function \"mix\": did you mean \"min\"?")]
    [InlineData("min(1)", 1, "min takes two numbers or more.")]
    [InlineData("abs(1, 2)", 1, "abs takes one number.")]
    [InlineData("abs + 1", 1, "abs is a function: write abs(...).")]
    [InlineData("3 + 0 / 0", 5, "This has no value: it is 0/0, has a broken exponent, or needs more than 4096 bits.")]
    [InlineData("2 ^ 0.5", 1, "This has no value: it is 0/0, has a broken exponent, or needs more than 4096 bits.")]
    [InlineData("9 ^ 9 ^ 9", 1, "This has no value: it is 0/0, has a broken exponent, or needs more than 4096 bits.")]
    [InlineData("1 and 2", 1, "Expected true or false; this is a number. Compare it, as in amount > 0.")]
    [InlineData("1 < 2 < 3", 7, "Comparisons do not chain: write a < b and b < c.")]
    [InlineData("paused && paused", 8, "Write and instead of &&.")]
    [InlineData("zero = 1", 6, "Write == to compare.")]
    public void A_malformed_number_is_told_with_its_column(string text, int column, string problem) =>
        Assert.Equal(
            (column, problem), ExpressionParser.ParseNumber(text, Event).Match(_ => (0, ""), (c, p) => (c, p)));

    [Theory]
    [InlineData("healthFactor", 1, "Expected true or false; this is a number. Compare it, as in amount > 0.")]
    [InlineData("paused == paused", 1, "Expected a number; this is true or false.")]
    [InlineData("not (zero)", 6, "Expected true or false; this is a number. Compare it, as in amount > 0.")]
    [InlineData("!paused", 1, "Write not instead of !.")]
    [InlineData("zero == 0 and pausd", 15, "Sample has no argument \"pausd\": did you mean \"paused\"?")]
    public void A_malformed_truth_is_told_with_its_column(string text, int column, string problem) =>
        Assert.Equal(
            (column, problem), ExpressionParser.ParseTruth(text, Event).Match(_ => (0, ""), (c, p) => (c, p)));

    [Fact]
    public void Length_and_depth_are_bounded()
    {
        var deep = new string('(', 65) + "1" + new string(')', 65);
        Assert.Equal(1, Number(deep[1..^1]).Evaluate([]));
        Assert.Equal("At most 64 levels of nesting.", Problem(deep));
        Assert.Equal("At most 64 levels of nesting.", Problem(new string('-', 65) + "1"));
        Assert.Equal("At most 64 levels of nesting.", Problem(string.Join('^', Enumerable.Repeat("1", 66))));
        Assert.Equal("An expression has at most 1000 characters.", Problem(new string('1', 1001)));
        Assert.Equal(500, Number(string.Join('+', Enumerable.Repeat("1", 500))).Evaluate([]));
    }

    [Fact]
    public void Arguments_of_another_event_make_it_undefined_and_false()
    {
        Assert.True(Number("healthFactor / 1e18").Evaluate([]).IsUndefined);
        Assert.True(Number("healthFactor + 1").Evaluate(default).IsUndefined);
        Assert.False(Truth("paused").Evaluate([]));
        Assert.False(Truth("healthFactor == healthFactor").Evaluate(
            [new AbiValue.Flag(true), new AbiValue.Flag(true)]));
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_whatever_was_read_has_a_value()
    {
        string[] words =
        [
            "healthFactor", "delta", "zero", "paused", "user", "1", "0", "1e18", "1e-9", "2.5", "+", "-", "*", "/", "^",
            "(", ")", "min(", "max(", "abs(", ",", "and", "or", "not", "<", "==", "!=", " ", "\u202e", "\0", "é",
        ];
        var texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(t => t ?? ""),
            Gen.Elements(words).ArrayOf().Select(w => string.Join(' ', w)));
        var numbers = ArbMap.Default.GeneratorFor<BigInteger>().Two();
        Prop.ForAll(texts.ToArbitrary(), numbers.ToArbitrary(), (text, given) =>
        {
            ImmutableArray<AbiValue> arguments = Arguments
                .SetItem(1, new AbiValue.Number(given.Item1)).SetItem(2, new AbiValue.Number(given.Item2));
            ExpressionParser.ParseNumber(text, Event).Match(e => e.Evaluate(arguments).ToString().Length > 0, Placed);
            ExpressionParser.ParseTruth(text, Event).Match(e => e.Evaluate(arguments) || true, Placed);

            bool Placed(int column, string problem)
            {
                Assert.InRange(column, 1, text.Length + 1);
                Assert.NotEmpty(problem);
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Sums_and_products_agree_with_exact_arithmetic()
    {
        Prop.ForAll<BigInteger, BigInteger, int>((a, b, c) =>
        {
            var arguments = Arguments.SetItem(1, new AbiValue.Number(a)).SetItem(2, new AbiValue.Number(b));
            var expected = Rational.Of((a * a) - (b * c), 1000);
            Assert.Equal(expected, Number($"(healthFactor^2 - delta * {c}) / 1e3").Evaluate(arguments));
        }).QuickCheckThrowOnFailure();
    }

    private static NumberExpression Number(string text) => ExpressionParser.ParseNumber(text, Event)
        .Match(e => e, (column, problem) => throw new ArgumentException($"{text}:{column}: {problem}"));

    private static TruthExpression Truth(string text) => ExpressionParser.ParseTruth(text, Event)
        .Match(e => e, (column, problem) => throw new ArgumentException($"{text}:{column}: {problem}"));

    private static string Problem(string text) => ExpressionParser.ParseNumber(text, Event).Match(_ => "", (_, p) => p);
}

using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Behaviour;
using Kwala.Core.Numerics;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>The tail of a Beta distribution, against what is known of it in closed form.</summary>
public sealed class PosteriorTests
{
    private static readonly Arbitrary<(int Responses, int Ignored, int Line)> Cases = (
        from responses in Gen.Choose(1, 40)
        from ignored in Gen.Choose(1, 40)
        from line in Gen.Choose(1, 99)
        select (responses, ignored, line)).ToArbitrary();

    [Theory]
    [InlineData(1, 1, "0.25", "0.75")] // Nothing known: any share is as likely.
    [InlineData(1, 2, "0.25", "0.5625")]
    [InlineData(1, 11, "0.25", "0.042235136032104492")] // Nine ignored of nine, with the prior as shipped.
    [InlineData(1, 10, "0.25", "0.056313514709472656")] // Eight of eight.
    [InlineData(3, 1, "0.5", "0.875")]
    [InlineData(5, 5, "0.5", "0.5")]
    [InlineData(2, 2, "0.25", "0.84375")] // 1 - 3x^2 + 2x^3.
    [InlineData(2, 3, "0.5", "0.3125")]
    public void Tail_is_exact(int responses, int ignored, string line, string above)
    {
        var tail = Posterior.Above(responses, ignored, Number(line));

        Assert.Equal(above, tail.ToDecimalString(18));
    }

    [Fact]
    public void Every_response_raises_it_and_every_ignored_alert_lowers_it() =>
        Prop.ForAll(Cases, it =>
        {
            var line = Rational.Of(it.Line, 100);
            var tail = Posterior.Above(it.Responses, it.Ignored, line);
            return Posterior.Above(it.Responses + 1, it.Ignored, line) > tail
                && Posterior.Above(it.Responses, it.Ignored + 1, line) < tail
                && tail > Rational.Zero && tail < Rational.One;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_above_a_line_and_what_is_below_it_are_all() =>
        Prop.ForAll(Cases, it =>
            Posterior.Above(it.Responses, it.Ignored, Rational.Of(it.Line, 100))
            + Posterior.Above(it.Ignored, it.Responses, Rational.Of(100 - it.Line, 100)) == Rational.One)
            .QuickCheckThrowOnFailure();

    private static Rational Number(string text) =>
        Rational.TryParse(text, out var value) ? value : throw new FormatException(text);
}

using Kwala.Core.Numerics;

namespace Kwala.Workflows.Tests;

/// <summary><c>portfolio:</c>, what it means and what is said of it where it is wrong.</summary>
public class PortfolioTests
{
    private const string Token = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    [Fact]
    public void Everything_that_is_written_is_meant()
    {
        var plan = Compiling.Compiled(With(
            $"asset: [\"{Token}\"], min-exposure: 1%, concentrated: 0.4, diversified: 10%, "
            + "words: { neutral: threshold-urgent }, defaults: { \"1000\": standard, 100000: aggressive }")).Portfolio!;

        Assert.Equal(Token, Assert.Single(plan.Assets).ToChecksumString());
        Assert.Equal(
            (Rational.Of(1, 100), Rational.Of(2, 5), Rational.Of(1, 10)),
            (plan.ExposureMin, plan.ConcentratedFrom, plan.DiversifiedTo));
        Assert.Equal(["Neutral threshold-urgent"], plan.Words.Select(it => $"{it.Key} {it.Value}"));
        Assert.Equal(["1000 standard", "100000 aggressive"], plan.Defaults.Select(it => $"{it.Key} {it.Value}"));
        Assert.Equal(
            [null, "standard", "aggressive"],
            new long?[] { null, 99_999, 100_000 }.Select(worth => plan.DefaultFor(worth)?.Value));
    }

    [Fact]
    public void What_is_not_written_has_the_documented_defaults()
    {
        var plan = Compiling.Compiled(With("asset: user")).Portfolio!;

        Assert.Equal(
            (0, Rational.Zero, null, Rational.Of(1, 2), Rational.Of(1, 4)),
            (plan.Argument, plan.ExposureMin, plan.ImpactMin, plan.ConcentratedFrom, plan.DiversifiedTo));
        Assert.Null(Compiling.Compiled(Compiling.Sound).Portfolio);
    }

    [Fact]
    public void Built_in_words_frame_it_where_nobody_chose_any()
    {
        var (bare, worded) = (
            Compiling.Compiled(With("asset: user")),
            Compiling.Compiled(With("asset: user").Replace(
                "channels: [email]", "channels: [email], template: liquidation-gentle", StringComparison.Ordinal)));

        Assert.Equal(
            ["Neutral portfolio-neutral", "Concentrated portfolio-risk", "Diversified portfolio-opportunity"],
            bare.Portfolio!.Words.Select(it => $"{it.Key} {it.Value}"));
        Assert.All(bare.Portfolio.Words.Values, template => Assert.Contains(template, bare.Templates.Keys));
        Assert.Empty(worded.Portfolio!.Words);
    }

    [Theory]
    [InlineData("asset: usr", "HealthFactorUpdated has no address argument \"usr\": did you mean \"user\"?")]
    [InlineData("asset: healthFactor", "HealthFactorUpdated has no address argument \"healthFactor\": write user.")]
    [InlineData("asset: [user]", "\"user\" is no address: a list has addresses alone.")]
    [InlineData("asset: \"0x12\"", "An address has 40 hex digit")]
    [InlineData("min-exposure: 1%", "Missing key \"asset\"")]
    [InlineData("asset: user, min-exposure: 101%", "\"101%\" is no share: write 0% to 100%, or 0 to 1.")]
    [InlineData("asset: user, min-exposure: much", "\"much\" is not a share: write 1% or 0.01.")]
    [InlineData("asset: user, min-impact: 10", "Only a move has an impact: leave min-impact out, or write alert: change.")]
    [InlineData("asset: user, diversified: 0.5", "\"diversified\" must be less than \"concentrated\"")]
    [InlineData("asset: user, words: { concentratd: threshold-urgent }", "\"concentratd\" is not a class of portfolios")]
    [InlineData("asset: user, words: { neutral: nothing }", "Unknown template \"nothing\"")]
    [InlineData("asset: user, defaults: { \"1e5\": standard }", "\"1e5\" is no worth in whole USD, such as 100000.")]
    [InlineData("asset: user, defaults: { 1000: bold }", "Unknown tier \"bold\"")]
    [InlineData("asset: user, exposure: 1%", "Unknown key \"exposure\"")]
    public void A_mistake_is_told_with_its_remedy(string written, string mistake) =>
        Assert.Contains(mistake, Assert.Single(Compiling.Mistakes(With(written))), StringComparison.Ordinal);

    private static string With(string portfolio) => $"{Compiling.Sound}\nportfolio: {{ {portfolio} }}";
}

namespace Kwala.Core.Tests;

public class NearestWordTests
{
    private static readonly string[] Words = ["trigger", "tiers", "wallet", "value", "rearm", "to"];

    [Theory]
    [InlineData("triger", "trigger")]
    [InlineData("tirgger", "trigger")]
    [InlineData("Wallets", "wallet")]
    [InlineData("valeu", "value")]
    [InlineData("rearn", "rearm")]
    [InlineData("ot", "to")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    [InlineData("zz", null)]
    public void The_word_with_the_fewest_slips_is_meant(string word, string? meant) =>
        Assert.Equal(meant, NearestWord.Of(word, Words));

    [Theory]
    [InlineData("valu", "did you mean \"value\"?")]
    [InlineData("xyzzy", "write one of trigger, tiers, wallet, value, rearm, to.")]
    public void Advice_names_the_nearest_or_all(string word, string advice) =>
        Assert.Equal(advice, NearestWord.Advice(word, Words));

    [Fact]
    public void Advice_is_short_where_there_is_no_choice()
    {
        Assert.Equal("there is none to name here.", NearestWord.Advice("x", []));
        Assert.Equal("write local.", NearestWord.Advice("mainnet", ["local"]));
        Assert.EndsWith("39, ...", NearestWord.Advice("zzzz", [.. Enumerable.Range(0, 99).Select(i => $"{i}")]));
    }

    [Fact]
    public void A_very_long_word_has_no_neighbour() =>
        Assert.Null(NearestWord.Of(new string('a', 100_000), [new string('a', 64)]));
}

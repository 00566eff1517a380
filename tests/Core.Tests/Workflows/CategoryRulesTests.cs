using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

public class CategoryRulesTests
{
    private static readonly CategoryRules Rules = new(Proposals.Parts,
    [
        Proposals.Category("fees", selectors: ["setFee(uint256)"], words: ["fee"]),
        Proposals.Category("treasury", targets: [7, 8], selectors: ["transfer(address,uint256)"]),
        Proposals.Category("upgrade", words: ["new implementation", "upgrade"]),
    ]);

    // Selectors as `cast sig` gives them: setFee(uint256) 0x69fe0e2d, transfer(address,uint256) 0xa9059cbb.
    [Theory]
    [InlineData("", "69fe0e2d00000001", "", 1, "fees by selector setFee(uint256)")]
    [InlineData("", "69fe0e2d", "", 1, "fees by selector setFee(uint256)")]
    [InlineData("", "69fe0e", "", 1, "other by no rule of the others")]
    [InlineData("", "0000000a", "setFee(uint256)", 1, "fees by selector setFee(uint256)")]
    [InlineData("", "69fe0e2d", "setFees(uint256)", 1, "other by no rule of the others")]
    [InlineData("", "a9059cbb", "", 1, "treasury by selector transfer(address,uint256)")]
    [InlineData("", "", "", 8, "treasury by target 0x0000000000000000000000000000000000000008")]
    [InlineData("# Set the FEE to 5 bps", "", "", 1, "fees by words \"fee\"")]
    [InlineData("Coffee for all, feeless", "", "", 1, "other by no rule of the others")]
    [InlineData("Coffee, and a fee", "", "", 1, "fees by words \"fee\"")]
    [InlineData("fee", "", "", 1, "fees by words \"fee\"")]
    [InlineData("feefee", "", "", 1, "other by no rule of the others")]
    [InlineData("Point it to a New Implementation.", "", "", 1, "upgrade by words \"new implementation\"")]
    [InlineData("Upgrade, and pay the fee", "a9059cbb", "", 7,
        "fees by words \"fee\"; treasury by selector transfer(address,uint256); upgrade by words \"upgrade\"")]
    [InlineData("", "", "", 1, "other by no rule of the others")]
    public void A_proposal_belongs_to_every_category_that_has_a_rule_for_it(
        string description, string calldata, string signature, byte target, string expected)
    {
        var matches = Rules.Of(Proposals.Saying(description, calldata, signature, target));

        Assert.Equal(expected, string.Join("; ", matches.Select(match => $"{match.Name} by {match.Rule}")));
    }

    [Fact]
    public void Of_a_description_only_the_beginning_is_looked_at()
    {
        var within = new string('x', CategoryRules.DescriptionMax - 4) + " fee and more";
        var beyond = new string('x', CategoryRules.DescriptionMax) + " fee";

        Assert.Equal("fees", Rules.Of(Proposals.Saying(within))[0].Name.Value);
        Assert.Equal(CategoryName.Other, Rules.Of(Proposals.Saying(beyond))[0].Name);
    }

    [Fact]
    public void Where_the_log_is_not_at_hand_nothing_is_said() => Assert.Empty(Rules.Of([]));

    [Theory]
    [InlineData("# Raise the fee\n\nBecause.", "Raise the fee")]
    [InlineData("\n \n## A\tb\u0007c", "A b c")]
    [InlineData("", "")]
    [InlineData("###", "")]
    public void The_title_is_the_first_line_that_says_something(string description, string title) =>
        Assert.Equal(title, Proposals.Parts.TitleOf(Proposals.Saying(description)));

    [Fact]
    public void A_long_title_is_cut() =>
        Assert.Equal(
            new string('a', 79) + "…", Proposals.Parts.TitleOf(Proposals.Saying(new string('a', 100_000))));
}

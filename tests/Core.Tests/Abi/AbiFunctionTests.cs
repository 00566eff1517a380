using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Abi;

namespace Kwala.Core.Tests.Abi;

public sealed class AbiFunctionTests
{
    [Theory]
    [InlineData("balanceOf(address) returns (uint256)", "balanceOf(address)", "uint256")]
    [InlineData(
        "function getUserAccountData(address user) external view returns (uint256 a, uint256 healthFactor);",
        "getUserAccountData(address)", "uint256,uint256")]
    [InlineData("f() returns (uint)", "f()", "uint256")]
    [InlineData(
        "g(uint256[][] calldata a, string[] memory) public pure returns ((uint8 x, bytes) memory s, bool[2])",
        "g(uint256[][],string[])", "(uint8,bytes),bool[2]")]
    public void Declaration_gives_its_canonical_signature(string text, string signature, string outputs)
    {
        var function = Assert.IsType<AbiFunctionParse.Parsed>(AbiFunction.Parse(text)).Function;
        Assert.Equal(signature, function.Signature);
        Assert.Equal(outputs, string.Join(',', function.Outputs.Select(o => o.Type.CanonicalName)));
    }

    [Theory]
    [InlineData("", 1, "function's name")]
    [InlineData("function", 9, "function's name")]
    [InlineData("f", 2, "\"(\"")]
    [InlineData("f(uint256", 10, "\",\" or \")\"")]
    [InlineData("f()", 4, "returns (uint256)")]
    [InlineData("f() view", 9, "returns (uint256)")]
    [InlineData("f() payable returns (uint)", 5, "returns (uint256)")]
    [InlineData("f() returns", 12, "\"(\"")]
    [InlineData("f() returns ()", 13, "returns nothing")]
    [InlineData("f() returns (uint257)", 14, "uint257 is not a Solidity type")]
    [InlineData("f(uint indexed a) returns (uint)", 8, "leave it out")]
    [InlineData("f(uint a, bool a) returns (uint)", 16, "used twice")]
    [InlineData("f() returns (uint x, bool x)", 27, "used twice")]
    [InlineData("f() returns (uint) view", 20, "the end")]
    public void Mistake_is_named_with_its_column(string text, int column, string problem)
    {
        var malformed = Assert.IsType<AbiFunctionParse.Malformed>(AbiFunction.Parse(text));
        Assert.Contains(problem, malformed.Problem, StringComparison.Ordinal);
        Assert.Equal(column, malformed.Column);
    }

    [Theory]
    [InlineData("transfer(address,uint256) returns (bool)", "a9059cbb")]
    [InlineData("balanceOf(address owner) returns (uint256)", "70a08231")]
    [InlineData("latestRoundData() returns (uint80,int256,uint256,uint256,uint80)", "feaf968c")]
    [InlineData("getUserAccountData(address user) returns (uint256)", "bf92857c")]
    [InlineData("aggregate3((address,bool,bytes)[]) returns ((bool,bytes)[])", "82ad56cb")]
    public void Selector_is_the_beginning_of_the_hash_of_the_signature(string text, string selector)
    {
        var function = Assert.IsType<AbiFunctionParse.Parsed>(AbiFunction.Parse(text)).Function;
        Assert.Equal(selector, Convert.ToHexStringLower(function.Selector.AsSpan()));
    }

    [Fact]
    public void Equal_declarations_are_equal_values()
    {
        static AbiFunction Read(string outputs) => Assert.IsType<AbiFunctionParse.Parsed>(
            AbiFunction.Parse($"f((uint a, bool)[] x) returns ({outputs})")).Function;
        Assert.Equal(Read("uint a"), Read("uint256 a"));
        Assert.Equal(Read("uint a").GetHashCode(), Read("uint256 a").GetHashCode());
        Assert.NotEqual(Read("uint a"), Read("uint b"));
    }

    [Fact]
    public void Any_text_is_parsed_or_refused()
    {
        var pieces = Gen.Elements(
            "f", "(", ")", ",", "[", "]", "uint", "returns", "tuple", "9", " ", "view", "é", "function", "memory");
        Prop.ForAll(pieces.ListOf().Select(p => string.Concat(p)).ToArbitrary(), text =>
            AbiFunction.Parse(text).Match(
                parsed => parsed.Outputs.Length > 0,
                (column, problem) => column >= 1 && column <= text.Length + 1 && problem.Length > 0))
            .QuickCheckThrowOnFailure();
        Assert.IsType<AbiFunctionParse.Malformed>(AbiFunction.Parse(new string('(', 100_000)));
    }

    [Fact]
    public void A_declaration_has_at_most_2048_characters()
    {
        static AbiFunctionParse Of(int length) => AbiFunction.Parse("f() returns (uint a)".PadRight(length));

        Assert.IsType<AbiFunctionParse.Parsed>(Of(2048));
        Assert.Contains("2048", Assert.IsType<AbiFunctionParse.Malformed>(Of(2049)).Problem, StringComparison.Ordinal);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Abi;

namespace Kwala.Core.Tests.Abi;

public sealed class AbiEventTests
{
    [Theory]
    [InlineData(
        "HealthFactorUpdated(address indexed user, uint256 healthFactor)", "HealthFactorUpdated(address,uint256)")]
    [InlineData(
        "event Transfer(address indexed from,address indexed to,uint value);", "Transfer(address,address,uint256)")]
    [InlineData("E()", "E()")]
    [InlineData("E(int, int8[], bytes32[2][], string) anonymous", "E(int256,int8[],bytes32[2][],string)")]
    [InlineData(
        "E((uint256 a, address b)[] xs, tuple(bool, (bytes, string))[3] y)",
        "E((uint256,address)[],(bool,(bytes,string))[3])")]
    [InlineData(" event\tE_$1 ( address\n indexed ) ", "E_$1(address)")]
    public void Declaration_gives_its_canonical_signature(string text, string signature) =>
        Assert.Equal(signature, Assert.IsType<AbiEventParse.Parsed>(AbiEvent.Parse(text)).Event.Signature);

    [Theory]
    [InlineData("", 1, "event's name")]
    [InlineData("1E()", 1, "event's name")]
    [InlineData("E", 2, "\"(\"")]
    [InlineData("E(", 3, "Expected a type")]
    [InlineData("E(uint256", 10, "\",\" or \")\"")]
    [InlineData("E(uint257 a)", 3, "uint257 is not a Solidity type")]
    [InlineData("E(uint7 a)", 3, "uint7 is not")]
    [InlineData("E(bytes33 a)", 3, "bytes33 is not")]
    [InlineData("E(bytes0 a)", 3, "bytes0 is not")]
    [InlineData("E(IERC20 token)", 3, "a contract as address")]
    [InlineData("E(fixed128x18 x)", 3, "Fixed-point")]
    [InlineData("E(uint a, uint a)", 16, "used twice")]
    [InlineData("E(uint[0] a)", 8, "length is 1 to")]
    [InlineData("E(uint[99999999999] a)", 8, "length is 1 to")]
    [InlineData("E(uint[1024][1024] a)", 14, "words in all")]
    [InlineData("E(uint[ a)", 9, "\"]\"")]
    [InlineData("E(() a)", 4, "at least one component")]
    [InlineData("E((uint indexed a) b)", 9, "cannot be indexed")]
    [InlineData("E(uint) nonsense", 9, "end, or \"anonymous\"")]
    [InlineData("E(uint indexed a,uint indexed b,uint indexed c,uint indexed d)", 2, "At most 3")]
    [InlineData("E(((((((((((uint)))))))))))", 12, "levels")]
    [InlineData("E(uint[][][][][][][][][][] a)", 26, "levels")]
    public void Mistake_is_named_with_its_column(string text, int column, string problem)
    {
        var malformed = Assert.IsType<AbiEventParse.Malformed>(AbiEvent.Parse(text));
        Assert.Contains(problem, malformed.Problem, StringComparison.Ordinal);
        Assert.Equal(column, malformed.Column);
    }

    [Fact]
    public void Anonymous_event_may_index_four_arguments()
    {
        var parsed = AbiEvent.Parse("E(uint indexed a,uint indexed b,uint indexed c,uint indexed d) anonymous");
        Assert.Equal(4, Assert.IsType<AbiEventParse.Parsed>(parsed).Event.TopicCount);
    }

    [Fact]
    public void Topic_is_the_hash_of_the_signature()
    {
        var parsed = Assert.IsType<AbiEventParse.Parsed>(
            AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint value)"));
        Assert.Equal(
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", parsed.Event.Topic.ToString());
        Assert.Equal(3, parsed.Event.TopicCount);
        Assert.Equal(["from", "to", "value"], parsed.Event.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void Equal_declarations_are_equal_values()
    {
        static AbiEvent Read() =>
            ((AbiEventParse.Parsed)AbiEvent.Parse("E((uint a, bool)[] x, address indexed y)")).Event;
        Assert.Equal(Read(), Read());
        Assert.Equal(Read().GetHashCode(), Read().GetHashCode());
    }

    [Fact]
    public void Any_text_is_parsed_or_refused()
    {
        var pieces = Gen.Elements(
            "E", "(", ")", ",", "[", "]", "uint", "indexed", "tuple", "9", " ", "anonymous", "é", "event");
        Prop.ForAll(pieces.ListOf().Select(p => string.Concat(p)).ToArbitrary(), text =>
            AbiEvent.Parse(text).Match(
                parsed => AbiEvent.Parse(parsed.Signature).Match(again => again.Topic == parsed.Topic, (_, _) => false),
                (column, problem) => column >= 1 && column <= text.Length + 1 && problem.Length > 0))
            .QuickCheckThrowOnFailure();
        Assert.IsType<AbiEventParse.Malformed>(AbiEvent.Parse(new string('(', 100_000)));
    }

    [Fact]
    public void A_declaration_has_at_most_2048_characters()
    {
        static AbiEventParse Of(int length) => AbiEvent.Parse("E(uint a)".PadRight(length));

        Assert.IsType<AbiEventParse.Parsed>(Of(2048));
        Assert.Contains("2048", Assert.IsType<AbiEventParse.Malformed>(Of(2049)).Problem, StringComparison.Ordinal);
    }
}

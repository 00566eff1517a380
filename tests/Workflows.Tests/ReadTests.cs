using Kwala.Core.Abi;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Workflows.Tests;

/// <summary><c>read:</c>, what it means and what is said of it where it is wrong.</summary>
public class ReadTests
{
    private const string Account =
        "  account: { contract: contract, function: \"account(address) returns (uint256 debt, uint256 health)\", "
        + "arguments: wallet }";

    [Fact]
    public void Read_values_can_be_computed_with_and_told()
    {
        var workflow = Compiling.Compiled(With(Account, "account.health / 1e18") + """

            templates:
              threshold-gentle:
                title: "{{account.health}}"
                body: "{{#if account.debt}}{{account.debt}}{{/if}} {{args.healthFactor}}"
            """);

        var read = Assert.Single(workflow.Reads.Reads);
        Assert.Equal(("account", "account(address)"), (read.Name, read.Function.Signature));
        Assert.IsType<ReadSource.Emitter>(read.Contract);
        Assert.IsType<ReadSource.Wallet>(Assert.Single(read.Arguments));
        Assert.Equal(["account.debt", "account.health"], workflow.Reads.Fields.Select(field => field.Name));
        Assert.Equal([0, 1], workflow.Reads.Told.AsEnumerable());
        Assert.Equal([5], workflow.Value.Uses.AsEnumerable());
        Assert.Equal(
            Rational.Of(3, 2),
            workflow.Value.Evaluate(
                [.. Enumerable.Repeat<AbiValue>(new AbiValue.Flag(true), 5), new AbiValue.Number(1_500_000_000_000_000_000)]));
    }

    [Fact]
    public void Workflow_without_reads_has_an_empty_plan() =>
        Assert.True(Compiling.Compiled(Compiling.Sound).Reads.IsEmpty);

    [Theory]
    [InlineData("address", "user", "user")]
    [InlineData("address", "wallet", "the wallet")]
    [InlineData("address", "contract", "the emitter")]
    [InlineData("address", "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("uint256", "healthFactor", "healthFactor")]
    [InlineData("uint8", "7", "7")]
    [InlineData("uint256", "1e18", "1000000000000000000")]
    [InlineData("int16", "-7", "-7")]
    [InlineData("bool", "true", "true")]
    [InlineData("bool", "paused", "paused")]
    [InlineData("bytes32", "market", "market")]
    [InlineData("bytes2", "\"0x0102\"", "0x0102")]
    [InlineData("bytes", "\"0x\"", "0x")]
    public void Argument_is_one_of_the_event_the_wallet_the_emitter_or_a_value(string type, string given, string meant)
    {
        var workflow = Compiling.Compiled(With(
            $"  r: {{ contract: user, function: f({type}) returns (uint256), arguments: [{given}] }}", "r"));
        var read = Assert.Single(workflow.Reads.Reads);
        Assert.Equal(new ReadSource.Argument(0), read.Contract);
        Assert.Equal(meant, Assert.Single(read.Arguments) switch
        {
            ReadSource.Literal literal => literal.Value.ToString(),
            ReadSource.Argument argument => workflow.Trigger.Event.Inputs[argument.Index].Name,
            ReadSource.Wallet => "the wallet",
            _ => "the emitter",
        });
    }

    [Fact]
    public void The_same_may_be_asked_with_twice() => Assert.Equal(2, Assert.Single(Compiling.Compiled(With(
        "  r: { contract: user, function: \"f(address,address) returns (uint256)\", arguments: [user, user] }", "r"))
        .Reads.Reads).Arguments.Length);

    [Theory]
    [InlineData("  none", "8:3: Expected a map from name to contract and function, not text.")]
    [InlineData("  r: yes", "8:6: Expected a map with contract and function, not text.")]
    [InlineData("  R: { contract: user, function: f() returns (uint256) }", "8:3: \"R\" cannot name a read")]
    [InlineData("  value: { contract: user, function: f() returns (uint256) }", "8:3: \"value\" has a meaning of its own")]
    [InlineData("  max: { contract: user, function: f() returns (uint256) }", "8:3: \"max\" has a meaning of its own")]
    [InlineData("  paused: { contract: user, function: f() returns (uint256) }",
        "8:3: \"paused\" is an argument of HealthFactorUpdated already")]
    [InlineData("  r: { function: f() returns (uint256) }",
        "8:6: Missing key \"contract\": add contract: an address, \"contract\" or an address argument")]
    [InlineData("  r: { contract: user }", "8:6: Missing key \"function\"")]
    [InlineData("  r: { contract: user, functon: f() returns (uint256) }",
        "8:24: Unknown key \"functon\": did you mean \"function\"?")]
    [InlineData("  r: { contract: usr, function: f() returns (uint256) }",
        "8:18: \"usr\" is no address here: did you mean \"user\"?")]
    [InlineData("  r: { contract: market, function: f() returns (uint256) }",
        "8:18: market is bytes32, and address is asked for here. Of that type are user, wallet, contract.")]
    [InlineData("  r: { contract: \"0x12\", function: f() returns (uint256) }", "8:18: \"0x12\": An address has 40")]
    [InlineData("  r: { contract: user, function: f() }", "8:37: Expected what the function returns")]
    [InlineData("  r: { contract: user, function: f() returns (uint257) }", "8:47: uint257 is not a Solidity type")]
    [InlineData("  r: { contract: user, function: \"f() returns (uint256, uint256)\" }",
        "8:34: f returns several values: name those that are of use")]
    [InlineData("  r: { contract: user, function: f(address) returns (uint256) }",
        "8:3: f(address) takes 1 arguments; 0 are given here.")]
    [InlineData("  r: { contract: user, function: f() returns (uint256), arguments: [user] }",
        "8:68: f() takes 0 arguments; 1 are given here.")]
    [InlineData("  r: { contract: user, function: f(uint8) returns (uint256), arguments: 256 }",
        "8:73: \"256\" is no uint8: write a whole number that it can hold.")]
    [InlineData("  r: { contract: user, function: f(uint8) returns (uint256), arguments: healthFactor }",
        "8:73: healthFactor is uint256, and uint8 is asked for here.")]
    [InlineData("  r: { contract: user, function: f(bool) returns (uint256), arguments: yes }",
        "8:72: \"yes\" is no bool: write true or false. Of that type are paused.")]
    [InlineData("  r: { contract: user, function: f(bytes4) returns (uint256), arguments: \"0x12\" }",
        "8:74: \"0x12\" is no bytes4: write 0x and 8 hex digits.")]
    [InlineData("  r: { contract: user, function: f(string) returns (uint256), arguments: hello }",
        "8:74: \"hello\" is no string: write an argument of that type; it cannot be written here.")]
    [InlineData("  r: { contract: user, function: f(uint256) returns (uint256), arguments: [[1]] }",
        "8:76: Expected an argument's name, wallet, contract or a value, not a list.")]
    public void Mistake_is_told_with_place_and_remedy(string read, string mistake) =>
        Assert.StartsWith(
            $"w.yaml:{mistake}", Assert.Single(Compiling.Mistakes(With(read, "healthFactor"))), StringComparison.Ordinal);

    [Fact]
    public void Names_are_checked_in_expressions_and_templates()
    {
        var mistakes = Compiling.Mistakes(With(Account, "account.healt") + """

            templates:
              words:
                title: "{{account.dept}}"
                body: x
            """);
        Assert.Collection(
            mistakes,
            it => Assert.Contains("did you mean \"account.health\"?", it, StringComparison.Ordinal),
            it => Assert.Contains("did you mean \"account.debt\"?", it, StringComparison.Ordinal));
    }

    [Fact]
    public void Mistake_of_a_read_is_not_told_again_where_its_name_is_used() => Assert.Single(Compiling.Mistakes(
        With("  account: { contract: nobody, function: f() returns (uint256) }", "account") + """

            templates:
              words:
                title: "{{account}}"
                body: x
            """));

    [Fact]
    public void Hash_of_an_indexed_argument_cannot_be_asked_with()
    {
        var yaml = With("  r: { contract: user, function: f(string) returns (uint256), arguments: name }", "r")
            .Replace("bytes32 market", "string indexed name", StringComparison.Ordinal);
        Assert.Contains("only its hash is known", Assert.Single(Compiling.Mistakes(yaml)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_retraction_names_nothing_that_was_read() => Assert.Contains(
        "There is no field \"account.debt\"",
        Assert.Single(Compiling.Mistakes(With(Account, "account.health") + """

            templates:
              retraction:
                title: "{{account.debt}}"
                body: x
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void There_are_at_most_sixteen_reads()
    {
        var reads = string.Join('\n', Enumerable.Range(0, 17).Select(
            n => $"  r{n}: {{ contract: user, function: f() returns (uint256) }}"));
        Assert.Contains(
            "At most 16 reads", Assert.Single(Compiling.Mistakes(With(reads, "r1"))), StringComparison.Ordinal);
    }

    // Between the trigger, which ends in line 6, and the rest.
    private static string With(string read, string value) => Compiling.With("value", $"value: {value}")
        .Replace("\nwallet: user", $"\nread:\n{read}\nwallet: user", StringComparison.Ordinal);
}

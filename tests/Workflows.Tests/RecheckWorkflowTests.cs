namespace Kwala.Workflows.Tests;

/// <summary><c>recheck:</c>, what moves a position besides the trigger.</summary>
public class RecheckWorkflowTests
{
    private const string Pool = "\"0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2\"";

    private const string Sound = $$"""
        workflow: sample
        trigger:
          chain: local
          contract: {{Pool}}
          event: Borrow(address indexed asset, address indexed onBehalfOf, uint256 amount)
        read:
          account: { contract: contract, function: "account(address) returns (uint256 debt, uint256 health)", arguments: wallet }
        wallet: onBehalfOf
        value: account.health / 1e18
        infinite-when: account.debt == 0
        alert: below
        tiers: { standard: 1.30 }
        actions: { default: { channels: [email] } }
        recheck:
          - { event: "Repay(address indexed user, uint256 amount)", wallet: user }
        """;

    [Fact]
    public void Other_events_are_the_trigger_contracts_unless_they_say_otherwise()
    {
        var workflow = Compiling.Compiled(Sound + """

              - { event: "Moved(address indexed from, address indexed to)", wallet: [from, to], contract: "0x6d903f6003cca6255d85cca4d3b5e5146dc33925" }
            """);

        Assert.Equal(
            [
                "Repay(address,uint256) of 0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2, wallet 0",
                "Moved(address,address) of 0x6d903f6003cca6255d85cca4d3b5e5146dc33925, wallet 0 1",
            ],
            workflow.Rechecks.Select(it =>
                $"{it.Event.Signature} of {Assert.Single(it.Contracts)}, wallet {string.Join(' ', it.Wallets)}"));
    }

    [Theory]
    [InlineData("recheck:\n", "recheck: Repay\nx:\n", "14:10: Expected a list of maps with event and wallet, not text.")]
    [InlineData("  - { event: \"Repay(address indexed user, uint256 amount)\", wallet: user }", "  []",
        "15:3: 1 to 16 events are needed here.")]
    [InlineData(", wallet: user }", " }", "15:5: Missing key \"wallet\": add wallet: the name of an address argument")]
    [InlineData("wallet: user }", "wallet: usr }", "15:69: Repay has no argument \"usr\": did you mean \"user\"?")]
    [InlineData("wallet: user }", "wallet: user, contract: any }",
        "15:85: Anybody could have positions read: name the contracts.")]
    [InlineData("wallet: user }", "wallet: subscribers }",
        "15:69: Nobody's position is read for subscribers: name a wallet.")]
    [InlineData($"contract: {Pool}", "contract: any",
        "15:3: The position is that of one contract: name one in the trigger.")]
    [InlineData("wallet: onBehalfOf", "wallet: onBehalfOf\nsubject: asset",
        "16:3: The position is that of the trigger's contract: leave subject out.")]
    [InlineData("wallet: onBehalfOf", "wallet: onBehalfOf\nwhen: amount > 0",
        "16:3: Other events do not have the trigger's arguments: leave when out.")]
    [InlineData("alert: below", "alert: below\nlatch: false",
        "16:3: A position that is read again stays open: leave latch out.")]
    [InlineData("alert: below", "alert: below\nportfolio: { asset: asset }",
        "16:3: Other events do not have the trigger's arguments: name portfolio's assets by their addresses.")]
    [InlineData("value: account.health / 1e18\ninfinite-when: account.debt == 0", "value: 7",
        "14:3: Only what is read can be read again: compute value from what read: reads.")]
    [InlineData("infinite-when: account.debt == 0", "infinite-when: amount == 0",
        "15:3: Other events do not have the trigger's arguments: value, infinite-when and read must do without them.")]
    [InlineData("arguments: wallet }", "arguments: onBehalfOf }",
        "15:3: Other events do not have the trigger's arguments: value, infinite-when and read must do without them.")]
    public void Each_mistake_has_its_place_and_remedy(string from, string to, string expected) => Assert.Contains(
        $"w.yaml:{expected}", Compiling.Mistakes(Sound.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void Prices_name_the_argument_and_their_feeds_and_time_its_share()
    {
        var workflow = Compiling.Compiled(Sound + $$"""

              - { event: "AnswerUpdated(int256 indexed current)", contract: [{{Pool}}], moves: current }
              - { drift: 30% }
            """);

        Assert.Equal((true, "0.3"), (workflow.HasFeeds, workflow.Drift.ToString()));
        Assert.Equal(["0 ", " 0"], workflow.Rechecks.Select(it => $"{string.Join(',', it.Wallets)} {it.Moves}"));
    }

    [Theory]
    [InlineData("moves: user", "16:", "user is address, not a number: write one of amount, amount2.")]
    [InlineData("moves: [amount, amount2]", "16:", "One price moves: name one argument.")]
    [InlineData("moves: amount, wallet: user", "16:", "A price moves everybody's position: leave wallet out.")]
    [InlineData("moves: amount }\n  - { drift: 30", "17:",
        "\"30\" is not a percentage above 0% and up to 1000%: write 30%.")]
    [InlineData("moves: amount }\n  - { drift: 1001%", "17:",
        "\"1001%\" is not a percentage above 0% and up to 1000%: write 30%.")]
    [InlineData("moves: amount }\n  - { drift: 3% }\n  - { drift: 4%", "18:", "Drift is given twice: leave one out.")]
    public void Each_mistake_of_a_price_has_its_place_and_remedy(string item, string line, string expected) =>
        Assert.Contains(
            Compiling.Mistakes(Sound
                + $"\n  - {{ event: \"E(address user, uint256 amount, uint256 amount2)\", contract: [{Pool}], {item} }}"),
            mistake => mistake.StartsWith($"w.yaml:{line}", StringComparison.Ordinal)
                && mistake.EndsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Feeds_are_named_a_change_has_no_line_and_drift_needs_prices()
    {
        var price = Sound + $"\n  - {{ event: \"E(uint256 p)\", contract: [{Pool}], moves: p }}";

        Assert.Contains(
            "w.yaml:16:5: Missing key \"contract\": add contract: the address of the feed, or a list of them",
            Compiling.Mistakes(price.Replace($", contract: [{Pool}]", "", StringComparison.Ordinal)));
        Assert.EndsWith(
            "A change has no line that prices could come near to: alert below, above, either, falling or rising.",
            Assert.Single(Compiling.Mistakes(price
                .Replace("alert: below", "alert: change\nover: 1h", StringComparison.Ordinal)
                .Replace("1.30", "5%", StringComparison.Ordinal))));
        Assert.EndsWith(
            "Drift is looked at with the next price: add an event with moves.",
            Assert.Single(Compiling.Mistakes(Sound + "\n  - { drift: 30% }")));
        var many = string.Join(", ", Enumerable.Range(1, 65).Select(n => $"\"0x{n:x40}\""));
        Assert.EndsWith(
            "At most 64 contracts can emit prices for one workflow.",
            Assert.Single(Compiling.Mistakes(price.Replace($"[{Pool}]", $"[{many}]", StringComparison.Ordinal))));
    }

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(3, Compiling.Mistakes(Sound
        .Replace("alert: below", "alert: below\nlatch: false", StringComparison.Ordinal)
        .Replace("wallet: onBehalfOf", "wallet: onBehalfOf\nsubject: asset", StringComparison.Ordinal)
        .Replace("wallet: user", "wallet: usr", StringComparison.Ordinal)).Length);
}

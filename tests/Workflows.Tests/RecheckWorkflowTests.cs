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
    public void All_mistakes_are_told_at_once() => Assert.Equal(3, Compiling.Mistakes(Sound
        .Replace("alert: below", "alert: below\nlatch: false", StringComparison.Ordinal)
        .Replace("wallet: onBehalfOf", "wallet: onBehalfOf\nsubject: asset", StringComparison.Ordinal)
        .Replace("wallet: user", "wallet: usr", StringComparison.Ordinal)).Length);
}

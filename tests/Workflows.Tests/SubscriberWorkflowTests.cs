namespace Kwala.Workflows.Tests;

public class SubscriberWorkflowTests
{
    private static readonly string Sound = Compiling.Sound
        .Replace("wallet: user", "wallet: subscribers", StringComparison.Ordinal)
        .Replace("contract: any", "contract: \"0x00000000000000000000000000000000000000aa\"", StringComparison.Ordinal);

    [Fact]
    public void Reserved_word_in_the_place_of_an_argument_makes_a_workflow_for_whoever_subscribes()
    {
        Assert.True(Compiling.Compiled(Sound).IsForSubscribers);
        Assert.False(Compiling.Compiled(Compiling.Sound).IsForSubscribers);
    }

    [Fact]
    public void Subscribers_are_told_when_a_value_passes_their_line_and_not_of_each_log() => Assert.Equal(
        ["w.yaml:7:9: Subscribers are told when a value passes their line: leave latch out."],
        Compiling.Mistakes(Sound + "\nlatch: false"));

    [Fact]
    public void What_cannot_be_for_all_subscribers_alike_is_refused_all_at_once()
    {
        var mistakes = Compiling.Mistakes(Sound
            .Replace("alert: below", "alert: change\nover: 1h\nrepeat: 6h", StringComparison.Ordinal)
            .Replace("{ standard: 1.30, aggressive: 1.10 }", "{ standard: 5% }", StringComparison.Ordinal)
            + "\nsegments: { absent: 6% }"
            + "\nread: { limit: { contract: contract, function: \"limitOf(address) view returns (uint256)\", arguments: wallet } }");
        Assert.Equal(
            [
                "w.yaml:7:9: A workflow for subscribers reads once for all of them, not by wallet.",
                "w.yaml:7:9: A change is told to subscribers once: leave repeat out.",
                "w.yaml:7:9: Subscribers have their own lines or their tier's: leave segments out.",
            ],
            mistakes);
    }
}

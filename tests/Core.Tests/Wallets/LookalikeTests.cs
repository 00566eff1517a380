using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>An address that is made to be mistaken for a counterparty is not told of.</summary>
public class LookalikeTests
{
    private static readonly Address Friend = AddressOf("abcd000000000000000000000000000000001234");
    private static readonly Address Fake = AddressOf("abcd111111111111111111111111111111111234");
    private static readonly Address Stranger = AddressOf("abcd000000000000000000000000000000001235");

    [Fact]
    public void Who_looks_like_a_counterparty_and_is_another_is_passed_over()
    {
        var story = NewStory();
        Transfer(story, Friend, 1);
        Transfer(story, Fake, 2);
        Transfer(story, Stranger, 3);

        Assert.Equal(2, story.State.Tracks[Given.Risk].Counterparties.Length);
        Assert.Equal(new LogPosition(3, 0), story.State.Tracks[Given.Risk].SeenThrough);
        var explained = WalletDecision.Explain(story.State, Signal(Fake, 2), story.Now, story.Policy);
        Assert.Equal(
            (DecisionOutcome.NoMatch, ReasonCode.Lookalike), (explained.Outcome, Assert.Single(explained.Reasons).Code));
    }

    [Fact]
    public void Nothing_is_told_of_a_lookalike_and_everything_of_who_is_known()
    {
        var story = NewStory();
        Transfer(story, Friend, 1);
        Transfer(story, Fake, 2);
        Transfer(story, Friend, 3);
        story.Sends();

        Assert.Equal([1L, 3L], story.Records.Select(it => it.Position!.Value.Block));
        Assert.Equal(2, story.Sent.Count);
    }

    [Fact]
    public void A_workflow_that_passes_over_nobody_any_more_does_not_say_so()
    {
        var story = NewStory();
        Transfer(story, Friend, 1);
        var heedless = Given.Policy(story.Policy.Workflows[Given.Risk] with { IgnoresLookalikes = false });

        var explained = WalletDecision.Explain(story.State, Signal(Fake, 2), story.Now, heedless);

        Assert.Equal(DecisionOutcome.Notify, explained.Outcome);
    }

    [Fact]
    public void Who_was_met_first_counts()
    {
        var story = NewStory();
        Transfer(story, Fake, 1);
        Transfer(story, Friend, 2);

        Assert.Equal([CounterpartyMark.Of(Fake)], story.State.Tracks[Given.Risk].Counterparties.AsEnumerable());
    }

    [Fact]
    public void The_last_sixteen_are_known()
    {
        var story = NewStory();
        for (var one = 0; one < 20; one++)
            Transfer(story, AddressOf($"{one:x4}000000000000000000000000000000000000"), one);
        var state = story.State;
        Transfer(story, AddressOf("0013000000000000000000000000000000000000"), 30);

        Assert.Equal(CounterpartyMark.Max, state.Tracks[Given.Risk].Counterparties.Length);
        Assert.Equal(
            state.Tracks[Given.Risk].Counterparties.AsEnumerable(), story.State.Tracks[Given.Risk].Counterparties);
    }

    private static Story NewStory()
    {
        var workflow = Given.Workflow(Lane.Standard, AlertSide.Above, Given.Levels("> 1"));
        return new(workflow with
        {
            Wallets = [0, 1],
            IgnoresLookalikes = true,
            Rule = workflow.Rule with { Latches = false },
        });
    }

    private static void Transfer(Story story, Address to, int block) =>
        story.Happens(Given.Observed(Signal(to, block)));

    private static Signal Signal(Address to, int block)
    {
        var signal = Given.Signal("2", block);
        return signal with
        {
            Source = signal.Source with { Arguments = [new AbiValue.Account(Given.Wallet), new AbiValue.Account(to)] },
        };
    }

    private static Address AddressOf(string digits) => Address.FromBytes(Convert.FromHexString(digits));
}

using Kwala.Core.Evm;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Which of several listeners of one chain a wallet believes.</summary>
public class TermDecisionTests
{
    private static readonly ChainId Other = ChainId.Evm(10);

    private readonly Story _story = new(Given.Workflow());

    private void LosesABlock(ChainId chain, long term) => _story.Happens(
        new WalletEvent.Orphaned(chain, [Given.Block(7)], [Given.Risk]) { Term = term });

    private bool Believes(ChainId chain, long term) =>
        !TermDecision.IsOvertaken(_story.State, new ChainTerm(chain, term));

    [Fact]
    public void Who_took_blocks_back_is_believed_and_whoever_came_before_is_not()
    {
        LosesABlock(Given.Chain, 2);

        Assert.Equal([false, true, true], new long[] { 1, 2, 3 }.Select(term => Believes(Given.Chain, term)));
        Assert.True(Believes(Other, 0));
    }

    [Fact]
    public void The_latest_of_each_chain_is_remembered_once()
    {
        LosesABlock(Given.Chain, 2);
        LosesABlock(Other, 1);
        LosesABlock(Given.Chain, 5);
        LosesABlock(Given.Chain, 4);

        Assert.Equal([new ChainTerm(Other, 1), new ChainTerm(Given.Chain, 5)], _story.State.Terms.AsEnumerable());
    }

    [Fact]
    public void Where_there_can_be_one_listener_alone_nothing_is_remembered()
    {
        LosesABlock(Given.Chain, 0);

        Assert.Same(WalletState.Empty.Tracks, _story.State.Tracks);
        Assert.Empty(_story.State.Terms);
    }
}

using System.Collections.Immutable;
using Kwala.Chain.Feed;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Feed;

public sealed class FeedWindowTests
{
    [Fact]
    public void Window_ends_at_4096_blocks_however_far_away_finality_is()
    {
        ImmutableArray<BlockRef> before = [.. Enumerable.Range(0, 5000).Select(Block)];

        var to = FeedWindow.Extend(new FeedCheckpoint(Lending.Chain, 5000, before, 0), [Block(5000)], finalized: 0);

        Assert.Equal((5001, 904, 5000), (to.Next, to.Window[0].Number, to.Window[^1].Number));
    }

    private static BlockRef Block(int number) => new(number, Keccak256.Hash(BitConverter.GetBytes(number)));
}

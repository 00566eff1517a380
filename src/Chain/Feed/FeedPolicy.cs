using Kwala.Core.Evm;

namespace Kwala.Chain.Feed;

/// <summary>How a chain is followed: made once from validated options.</summary>
internal sealed record FeedPolicy(
    ChainId Chain, long RangeBlocksMax, int FollowBlocksMax, long LiveBlocks, bool VerifyBloom, TimeSpan PollInterval)
{
    /// <summary>The least number of blocks that can be rolled back, whatever the chain calls final.</summary>
    public const int WindowBlocks = 256;

    /// <summary>Where finality is further away, the window ends here: the listener's state stays bounded.</summary>
    public const int WindowBlocksMax = 4096;

    /// <summary>Headers in one batch.</summary>
    public const int HeadersMax = 64;
}

/// <summary>
/// What a node said of itself at one moment. <paramref name="Finalized"/> is null where the tag is not supported;
/// <paramref name="Tip"/> is its block at the number of our newest one, null where it has none or we have none.
/// </summary>
internal sealed record NodeView(Logs.BlockHeader Head, long? Finalized, Logs.BlockHeader? Tip)
{
    /// <summary>The newest block that lies below every window, so that its range can be read by numbers.</summary>
    public long Settled => Math.Max(
        Math.Min(Finalized ?? long.MaxValue, Head.Number - FeedPolicy.WindowBlocks),
        Head.Number - FeedPolicy.WindowBlocksMax);
}

namespace Kwala.Chain.Feed;

/// <summary>
/// What was learned about one node: only hints that save requests, so a torn read between two readings is harmless.
/// </summary>
internal sealed class NodeMemory(FeedPolicy policy)
{
    // A step's worth of logs on a busy chain. The first range is read while nothing is there to be worked on meanwhile.
    private const int FirstRangeBlocks = 16;

    /// <summary>Its newest block when last seen.</summary>
    public long Head { get; set; } = -1;

    /// <summary>Its newest settled block when last seen.</summary>
    public long Settled { get; set; } = -1;

    /// <summary>Whether it answers the tag "finalized".</summary>
    public bool KnowsFinality { get; set; } = true;

    /// <summary>Blocks per range of settled blocks.</summary>
    public RangeSize Range { get; set; } = RangeSize.Starting(FirstRangeBlocks, policy.RangeBlocksMax);

    /// <summary>Blocks per batch near the head.</summary>
    public RangeSize Follow { get; set; } = RangeSize.Starting(policy.FollowBlocksMax, policy.FollowBlocksMax);
}

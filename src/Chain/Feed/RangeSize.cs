namespace Kwala.Chain.Feed;

/// <summary>
/// How many blocks to ask for at once: grown while answers are small, cut when a node asks for less. Between, it aims
/// at a number of logs, so that a step is neither a drop nor a flood.
/// </summary>
internal readonly record struct RangeSize(long Blocks, long BlocksMax, long Ceiling)
{
    private const int LogsAimed = 8192;
    private const int GrowthMax = 4;

    /// <summary>A first guess, and the most that will ever be asked.</summary>
    public static RangeSize Starting(long blocks, long blocksMax) =>
        new(Math.Min(blocks, blocksMax), blocksMax, blocksMax);

    /// <summary>After <paramref name="blocks"/> blocks gave this many logs.</summary>
    public RangeSize Answered(long blocks, int logs)
    {
        var wanted = logs == 0 ? blocks * GrowthMax : (long)((double)blocks * LogsAimed / logs);
        // A small remainder before the head says nothing about what could be asked.
        if (wanted > Blocks && blocks < Blocks)
            return this;
        // The ceiling that a node taught is tested again slowly: its limit may have been about those blocks only.
        var ceiling = Math.Min(BlocksMax, Ceiling + Math.Max(1, Ceiling / 32));
        return this with { Blocks = Math.Clamp(wanted, 1, Math.Min(blocks * GrowthMax, ceiling)), Ceiling = ceiling };
    }

    /// <summary>After a node refused this many blocks; false when it was a single one and cannot be cut.</summary>
    public bool TryCut(long blocks, long? named, out RangeSize smaller)
    {
        var half = Math.Max(1, blocks / 2);
        var next = named is { } n && n < blocks ? Math.Max(1, n) : half;
        smaller = this with { Blocks = next, Ceiling = next };
        return blocks > 1;
    }
}

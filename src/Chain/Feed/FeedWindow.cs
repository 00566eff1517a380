using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>How a checkpoint moves. The window is gapless and ends right before the next block.</summary>
internal static class FeedWindow
{
    /// <summary>After settled blocks were read by range: only the last is kept, to notice a change below it.</summary>
    public static FeedCheckpoint Settle(FeedCheckpoint from, BlockRef last) =>
        new(from.Chain, last.Number + 1, [last], last.Number);

    /// <summary>
    /// After these blocks were read. The window keeps 256 blocks or back to <paramref name="finalized"/>, whichever
    /// is more; its oldest block is the newest that can no longer be rolled back.
    /// </summary>
    public static FeedCheckpoint Extend(FeedCheckpoint from, IReadOnlyList<BlockRef> read, long? finalized)
    {
        var last = read[^1].Number;
        var keepFrom = Math.Max(
            Math.Min(finalized ?? long.MaxValue, last - FeedPolicy.WindowBlocks), last - FeedPolicy.WindowBlocksMax);
        ImmutableArray<BlockRef> window =
            [.. from.Window.Where(b => b.Number >= keepFrom), .. read.Where(b => b.Number >= keepFrom)];
        return new FeedCheckpoint(from.Chain, last + 1, window, window[0].Number);
    }

    /// <summary>Back to the window's block at <paramref name="common"/>; what came after it is orphaned.</summary>
    public static FeedStep.RolledBack RollBack(FeedCheckpoint from, int common)
    {
        var window = from.Window[..(common + 1)];
        var to = new FeedCheckpoint(from.Chain, window[^1].Number + 1, window, from.Finalized);
        return new FeedStep.RolledBack(from.Window[(common + 1)..], to);
    }
}

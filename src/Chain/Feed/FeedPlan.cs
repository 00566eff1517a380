using System.Collections.Immutable;
using Kwala.Chain.Logs;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>What to ask a node next.</summary>
internal abstract record FeedPlan
{
    private FeedPlan() { }

    /// <summary>Nothing: the node cannot be used now.</summary>
    public sealed record Distrust(string Reason) : FeedPlan;

    /// <summary>Nothing new at this depth.</summary>
    public sealed record Rest : FeedPlan;

    /// <summary>Our newest block is no longer the node's: look for the last common one.</summary>
    public sealed record FindAncestor : FeedPlan;

    /// <summary>Settled blocks, by range of numbers.</summary>
    public sealed record ReadRange(long From, long To) : FeedPlan;

    /// <summary>Blocks that may still be replaced, one by one by hash. Live ones may notify.</summary>
    public sealed record ReadBlocks(long From, long To, bool Live) : FeedPlan;

    /// <summary>Decides from our checkpoint and the node's view; sizes are upper bounds in blocks.</summary>
    public static FeedPlan Decide(
        FeedCheckpoint from, NodeView node, int confirmations, long rangeBlocks, long followBlocks, long liveBlocks)
    {
        var tip = from.Window.IsEmpty ? (BlockRef?)null : from.Window[^1];
        var (head, next) = (node.Head.Number, from.Next);
        if (head < next - 1)
            return new Distrust($"is at block {head}, we already read {next - 1}: it lags, or the chain was reset");
        if (tip is not null && node.Tip is null)
            return new Distrust($"says that its head is {head} but has no block {tip.Value.Number}");
        if (tip is not null && node.Tip!.Block != tip)
            // A node that was left behind on a branch of its own is not where the chain went.
            return head < next - 1 + confirmations
                ? new Distrust($"has another block {tip.Value.Number} than we read, and is at block {head} while the "
                    + $"chain was at {next - 1 + confirmations}: it lags")
                : new FindAncestor();

        var target = head - confirmations;
        if (target < next)
            return new Rest();
        var settled = Math.Min(node.Settled, target);
        if (next <= settled)
            return new ReadRange(next, Math.Min(settled, next + rangeBlocks - 1));
        var firstLive = target - liveBlocks + 1;
        var last = Math.Min(target, next + followBlocks - 1);
        return next < firstLive
            ? new ReadBlocks(next, Math.Min(last, firstLive - 1), Live: false)
            : new ReadBlocks(next, last, Live: true);
    }

    /// <summary>
    /// Whether these headers are one piece of chain that continues our window; null when they are, else why not.
    /// </summary>
    public static string? Broken(FeedCheckpoint from, IReadOnlyList<BlockHeader?> headers)
    {
        var (number, parent) = (from.Next, from.Window.IsEmpty ? (Bytes32?)null : from.Window[^1].Hash);
        foreach (var header in headers)
        {
            if (header is null)
                return $"has no block {number} below its own head";
            if (parent is not null && header.Parent != parent)
                return $"gave a block {number} whose parent is not block {number - 1}: the chain changed, or it lies";
            (number, parent) = (number + 1, header.Block.Hash);
        }

        return null;
    }

    /// <summary>
    /// Whether <paramref name="to"/> can be taken for settled; null when it can, else why not. The window that follows
    /// will hold this block alone, so a node that misstates its head, or this hash, must not be believed: the block
    /// after it proves the hash, and one that lies a window above it that nothing up to it can change any more.
    /// </summary>
    public static string? Unsettled(long to, BlockHeader? last, BlockHeader? after, BlockHeader? above) =>
        last is null ? $"has no block {to} below its own head"
        : after is null ? $"has no block {to + 1} below its own head"
        : after.Parent != last.Block.Hash
            ? $"gave a block {to + 1} whose parent is not block {to}: the chain changed, or it lies"
        : above is null ? $"has no block {to + FeedPolicy.WindowBlocks}, and said that its head is not below that"
        : null;

    /// <summary>
    /// The newest of our blocks that the node still has, by index in the window; -1 when it has none of those from
    /// <paramref name="first"/> on. <paramref name="headers"/> are the node's, of the same numbers as the window's
    /// part that begins at <paramref name="first"/>.
    /// </summary>
    public static int LastCommon(
        ImmutableArray<BlockRef> window, int first, IEnumerable<BlockHeader?> headers)
    {
        var common = -1;
        foreach (var (i, header) in headers.Index())
        {
            if (header?.Block == window[first + i])
                common = first + i;
        }

        return common;
    }
}

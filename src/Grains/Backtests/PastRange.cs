using Kwala.Core.Backtests;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>The blocks of a past.</summary>
/// <param name="From">The first block.</param>
/// <param name="To">The last block; null for the newest.</param>
internal sealed record PastRange(long From, long? To)
{
    /// <summary>
    /// From the first block at or after an instant to the last one before another, found by halving among the times of
    /// the chain's blocks. Refused where no block lies there.
    /// </summary>
    public static async Task<ChainAnswer<PastRange>> Of(
        IChainFeed feed, PastBound from, PastBound? to, CancellationToken cancellationToken)
    {
        if (from.At is null && to?.At is null)
            return Answered(from.Block, to?.Block);
        var asking = new Asking(feed, cancellationToken);
        if (await asking.Of(null) is not { } newest)
            return asking.Failure!;
        if (from.At > newest.Time)
            return Refused($"Block {newest.Number}, the newest, is of {newest.Time:u}: no block comes after {from}.");
        var first = from.At is { } begin ? await asking.FirstSince(begin, newest.Number) : from.Block;
        var after = to?.At is not { } end ? to?.Block + 1
            : end > newest.Time ? newest.Number + 1 : await asking.FirstSince(end, newest.Number);
        if (first is not { } known || (to is not null && after is null))
            return asking.Failure!;
        return known < (after ?? long.MaxValue)
            ? Answered(known, after - 1)
            : Refused($"No block lies from {from} to before {to}.");
    }

    private static ChainAnswer<PastRange>.Answered Answered(long from, long? to) => new(new PastRange(from, to));

    private static ChainAnswer<PastRange>.Refused Refused(FormattableString reason) =>
        new(FormattableString.Invariant(reason));

    private sealed class Asking(IChainFeed feed, CancellationToken cancellationToken)
    {
        /// <summary>Why there is no answer; null while there was always one.</summary>
        public ChainAnswer<PastRange>? Failure { get; private set; }

        /// <summary>A block's stamp, or the newest's; null where there was no answer.</summary>
        public async Task<BlockStamp?> Of(long? block) =>
            (await feed.StampOf(block, cancellationToken)).Match<BlockStamp?>(
                stamp => stamp,
                (reason, after) => Fail(new ChainAnswer<PastRange>.NotYet(reason, after)),
                reason => Fail(new ChainAnswer<PastRange>.Refused(reason)));

        /// <summary>
        /// The first block at or after an instant that the newest is not before; null where there was no answer.
        /// </summary>
        public async Task<long?> FirstSince(DateTimeOffset at, long newest)
        {
            var (low, high) = (0L, newest);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (await Of(middle) is not { } stamp)
                    return null;
                (low, high) = stamp.Time >= at ? (low, middle) : (middle + 1, high);
            }

            return low;
        }

        private BlockStamp? Fail(ChainAnswer<PastRange> failure)
        {
            Failure = failure;
            return null;
        }
    }
}

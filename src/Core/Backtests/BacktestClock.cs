using Kwala.Core.Evm;

namespace Kwala.Core.Backtests;

/// <summary>
/// When the blocks of a range were made, reckoned from those that hold logs: by their mean interval.
/// </summary>
public sealed class BacktestClock
{
    private (long Block, DateTimeOffset At)? _first;
    private (long Block, DateTimeOffset At) _last;

    /// <summary>A block that holds a log; in the order of the chain.</summary>
    public void See(BlockRef block, DateTimeOffset at)
    {
        _first ??= (block.Number, at);
        _last = (block.Number, at);
    }

    /// <summary>About when this block was made; the Unix epoch where no log was seen.</summary>
    public DateTimeOffset TimeOf(long block)
    {
        if (_first is not { } first)
            return DateTimeOffset.UnixEpoch;
        if (block <= first.Block)
            return Moved(first.At, block - first.Block);
        return block >= _last.Block
            ? Moved(_last.At, block - _last.Block)
            : Moved(first.At, block - first.Block);

        DateTimeOffset Moved(DateTimeOffset from, long blocks)
        {
            if (_last.Block == first.Block)
                return from;
            var offset = (_last.At - first.At).Ticks / (double)(_last.Block - first.Block) * blocks;
            var latest = DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerDay;
            return from.AddTicks((long)Math.Clamp(offset, -from.UtcTicks, latest - from.UtcTicks));
        }
    }
}

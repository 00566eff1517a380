using System.Runtime.CompilerServices;
using Kwala.Core.Backtests;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>A range of blocks, read from nodes as the chain's listener reads them, with the same checks.</summary>
/// <param name="feed">The chain.</param>
/// <param name="from">The first block, or from when on.</param>
/// <param name="to">The last block, or before when; null for the newest at the start.</param>
/// <param name="time">What pauses are measured by.</param>
/// <param name="blocksMax">More blocks are refused.</param>
/// <param name="contracts">Who asks the chain's contracts; null where nobody does.</param>
public sealed class PastOfChain(
    IChainFeed feed,
    PastBound from,
    PastBound? to,
    TimeProvider time,
    long blocksMax = long.MaxValue,
    IContractReader? contracts = null) : IPastLogs
{
    // Half an hour of pauses: a node that is away for longer is somebody's to mend.
    private const int FailuresMax = 60;

    /// <inheritdoc/>
    public IContractReader? Contracts => contracts;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PastStep> Read(
        LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (range, at, last, failures) = ((PastRange?)null, (FeedCheckpoint?)null, (long?)null, 0);
        while (true)
        {
            var (step, trouble, pause) = range is null
                ? Answer(await PastRange.Of(feed, from, to, cancellationToken), found => new Ranged(found))
                : at is null
                    ? Answer(await feed.Start(range.From, cancellationToken), checkpoint => new Started(checkpoint))
                    : Judged(await feed.Read(at, query, 0, cancellationToken), range);
            if (trouble is not null)
            {
                if (pause is null || ++failures > FailuresMax)
                {
                    yield return new PastStep.Failed(trouble);
                    yield break;
                }

                yield return new PastStep.Waiting(trouble);
                await Task.Delay(pause.Value, time, cancellationToken);
                continue;
            }

            failures = 0;
            switch (step)
            {
                case Ranged { Blocks: var blocks }:
                    (range, last) = (blocks, blocks.To);
                    continue;
                case Started started:
                    at = started.At;
                    continue;
                case Blocks { Read: var read }:
                    last ??= read.Head;
                    if (last - range!.From >= blocksMax)
                    {
                        yield return new PastStep.Failed(
                            $"Blocks {range.From} to {last} are more than {blocksMax}: take fewer.");
                        yield break;
                    }

                    if (Portion(read, range.From, last.Value) is not { } portion)
                        yield break;
                    yield return portion;
                    at = read.To;
                    if (at.Next > last)
                        yield break;
                    continue;
                default:
                    yield break;
            }
        }
    }

    private static PastStep.Portion? Portion(FeedStep.Advanced read, long first, long last)
    {
        if (read.FromBlock > last)
            return null;
        var through = Math.Min(read.ToBlock, last);
        var logs = read.ToBlock <= last
            ? read.Logs
            : [.. read.Logs.Where(log => log.Block.Number <= last)];
        return new PastStep.Portion(
            logs,
            read.Undecodable.Count(log => log.Block.Number <= last),
            first,
            through,
            (through - first + 1) / (double)Math.Max(1, last - first + 1));
    }

    private static (Progress? Step, string? Trouble, TimeSpan? Pause) Answer<T>(
        ChainAnswer<T> answer, Func<T, Progress> step) => answer.Match<(Progress?, string?, TimeSpan?)>(
            it => (step(it), null, null),
            (reason, retryAfter) => (null, reason, retryAfter),
            reason => (null, reason, null));

    private static (Progress? Step, string? Trouble, TimeSpan? Pause) Judged(FeedStep step, PastRange range) =>
        step.Match<(Progress?, string?, TimeSpan?)>(
            advanced => (new Blocks(advanced), null, null),
            _ => (null, "The chain was reorganised in the range while it was read: leave out its newest blocks.", null),
            caughtUp => range.To > caughtUp.Head
                ? (null, $"The chain ends at block {caughtUp.Head}: the range must not go beyond it.", null)
                : (null, null, null),
            notYet => (null, notYet.Reason, notYet.RetryAfter),
            halted => (null, halted.Reason, null));

    private abstract record Progress;

    private sealed record Ranged(PastRange Blocks) : Progress;

    private sealed record Started(FeedCheckpoint At) : Progress;

    private sealed record Blocks(FeedStep.Advanced Read) : Progress;
}

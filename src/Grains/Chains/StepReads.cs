using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// Gets the answers to what a step's logs make workflows read. Near the head every node has the state: one that says
/// otherwise is behind, and is waited for. Further back a value without state is undefined, and the operator hears of
/// it once.
/// </summary>
internal sealed partial class StepReads(ChainId chain, IChainFeeds feeds, ILogger logger)
{
    // Nodes that keep no archive keep 128 states (geth, Erigon); half of them leaves time to read.
    private const int StatesKept = 64;

    private static readonly TimeSpan StatePause = TimeSpan.FromSeconds(2);

    private bool _hasTold;

    /// <summary>The answers; not yet where the logs must wait.</summary>
    /// <param name="open">The questions.</param>
    /// <param name="head">The newest block of the chain.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<ChainAnswer<LogReads>> Answer(LogReads open, long head, CancellationToken cancellationToken)
    {
        var answer = await open.Answer(feeds.ReaderOf(chain), cancellationToken);
        if (answer is not ChainAnswer<LogReads>.Answered)
            return answer;
        if (open.NewestWithoutState is { } block)
        {
            if (head - block < StatesKept)
                return new ChainAnswer<LogReads>.NotYet(
                    $"No node has the state of block {block}, which is near the head: workflows read from it.",
                    StatePause);
            if (!_hasTold)
                LogNoState(logger, chain, block);
            _hasTold = true;
        }

        foreach (var (outcome, count) in open.Tally)
            GrainsInstruments.Read(chain.Value, outcome, count);
        return answer;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Chain}: no node has kept the state of block {Block} and others before it. What workflows read there is "
        + "unknown, and values computed from it are undefined. Configure an archive node to have them.")]
    private static partial void LogNoState(ILogger logger, ChainId chain, long block);
}

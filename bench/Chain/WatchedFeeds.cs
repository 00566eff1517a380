using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Kwala.Bench.Chain;

/// <summary>
/// The real feeds, with a note of what they gave. Ends once the listener's durable place is past a block.
/// </summary>
internal sealed class WatchedFeeds(IChainFeeds feeds, long lastBlock) : IChainFeeds
{
    private readonly long _lastBlock = lastBlock;
    private readonly ConcurrentDictionary<ChainId, Watched> _watched = new();
    private readonly TaskCompletionSource _began = new();
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the listener first asks for blocks.</summary>
    public Task Began => _began.Task;

    /// <summary>Ends when all that was read is durable.</summary>
    public Task Passed => _passed.Task;

    /// <summary>How long the listener waited for the feed, in stopwatch ticks.</summary>
    public long WaitedTicks { get; private set; }

    /// <summary>The blocks of each step that the listener took, and how many logs they held.</summary>
    public ConcurrentQueue<(long From, long To, int Logs)> Steps { get; } = [];

    public ImmutableArray<ConfiguredChain> Chains => feeds.Chains;

    public IChainFeed? For(ChainId chain) =>
        feeds.For(chain) is { } feed ? _watched.GetOrAdd(chain, _ => new Watched(feed, this)) : null;

    public ChainId? Resolve(string nameOrId) => feeds.Resolve(nameOrId);

    private sealed class Watched(IChainFeed feed, WatchedFeeds notes) : IChainFeed
    {
        public ChainId Chain => feed.Chain;

        public TimeSpan PollInterval => feed.PollInterval;

        public Task<ChainAnswer<FeedCheckpoint>> Start(long? fromBlock, CancellationToken cancellationToken)
        {
            notes._began.TrySetResult();
            return feed.Start(fromBlock, cancellationToken);
        }

        public async Task<FeedStep> Read(
            FeedCheckpoint from, LogQuery query, int confirmations, CancellationToken cancellationToken)
        {
            if (from.Next > notes._lastBlock)
                notes._passed.TrySetResult();
            var asked = Stopwatch.GetTimestamp();
            var step = await feed.Read(from, query, confirmations, cancellationToken);
            notes.WaitedTicks += Stopwatch.GetTimestamp() - asked;
            if (step is FeedStep.Advanced advanced)
                notes.Steps.Enqueue((advanced.FromBlock, advanced.ToBlock, advanced.Logs.Length));
            return step;
        }

        public Task<ChainAnswer<LogLookup>> FindLog(
            Bytes32 transaction, int logIndex, EventFilter filter, CancellationToken cancellationToken) =>
            feed.FindLog(transaction, logIndex, filter, cancellationToken);

        public Task<ChainAnswer<BlockStamp>> StampOf(long? block, CancellationToken cancellationToken) =>
            feed.StampOf(block, cancellationToken);
    }
}

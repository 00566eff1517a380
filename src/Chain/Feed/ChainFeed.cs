using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>One chain over one or more endpoints: a reading that one cannot give is asked of the next.</summary>
internal sealed class ChainFeed : IChainFeed, IDisposable
{
    // A node whose head stands still is not always where the chain is: at every so many looks the others are asked too.
    private const int LooksAtOneHead = 10;

    private readonly FeedPolicy _policy;
    private readonly ImmutableArray<(RpcEndpoint Node, NodeMemory Memory)> _nodes;
    private readonly Func<double> _random;
    private readonly bool _readAhead;
    // One per query as long as somebody asks by it: several may follow the chain side by side.
    private readonly ConditionalWeakTable<LogQuery, Prepared> _prepared = [];
    private int _preferred;
    private long _head = -1;
    private int _looks;
    private int _failures;

    private sealed record Prepared(LogMatcher Matcher, ReadAhead? Ahead);

    public ChainFeed(FeedPolicy policy, IEnumerable<RpcEndpoint> nodes, Func<double> random, bool readAhead)
    {
        _policy = policy;
        _nodes = [.. nodes.Select(node => (node, new NodeMemory(policy)))];
        _random = random;
        _readAhead = readAhead;
    }

    /// <inheritdoc/>
    public ChainId Chain => _policy.Chain;

    /// <inheritdoc/>
    public TimeSpan PollInterval => _policy.PollInterval;

    /// <inheritdoc/>
    public async Task<FeedStep> Read(
        FeedCheckpoint from, LogQuery query, int confirmations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(confirmations);
        var (matcher, ahead) = _prepared.GetValue(
            query, it => new Prepared(new LogMatcher(it), _readAhead ? new ReadAhead() : null));
        var begun = ahead?.Take(from, confirmations);
        var step = begun is null
            ? await Ask(from, matcher, confirmations, cancellationToken)
            : await begun.WaitAsync(cancellationToken);
        if (step is FeedStep.Advanced advanced && advanced.ToBlock < advanced.Head - confirmations)
            ahead?.Begin(advanced, confirmations, token => Ask(advanced.To, matcher, confirmations, token));
        ChainDiagnostics.Stepped(Chain, step);
        return step;
    }

    /// <inheritdoc/>
    public Task<ChainAnswer<FeedCheckpoint>> Start(long? fromBlock, CancellationToken cancellationToken) =>
        Answer(new FeedStart(_policy, fromBlock).Ask, cancellationToken);

    /// <inheritdoc/>
    public Task<ChainAnswer<LogLookup>> FindLog(
        Bytes32 transaction, int logIndex, EventFilter filter, CancellationToken cancellationToken) =>
        Answer(new LogSearch(_policy, transaction, logIndex, filter).Ask, cancellationToken);

    /// <inheritdoc/>
    public Task<ChainAnswer<BlockStamp>> StampOf(long? block, CancellationToken cancellationToken) =>
        Answer(new StampSearch(_policy, block).Ask, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, prepared) in _prepared)
            prepared.Ahead?.Dispose();
    }

    private async Task<FeedStep> Ask(
        FeedCheckpoint from, LogMatcher matcher, int confirmations, CancellationToken cancellationToken)
    {
        FeedStep.Halted? halted = null;
        FeedStep.CaughtUp? still = null;
        var reasons = new List<string>();
        for (var i = 0; i < _nodes.Length; i++)
        {
            var at = (_preferred + i) % _nodes.Length;
            var (node, memory) = _nodes[at];
            var reading = new NodeReading(node, _policy, memory, matcher);
            var step = await reading.Read(from, confirmations, cancellationToken);
            switch (step)
            {
                case FeedStep.NotYet notYet:
                    reasons.Add(notYet.Reason);
                    break;
                // One node on a dead fork must not stop the chain while another follows it.
                case FeedStep.Halted h:
                    halted ??= h;
                    break;
                case FeedStep.CaughtUp caughtUp when i == 0 && StandsStill(caughtUp.Head):
                    still = caughtUp;
                    break;
                case var _ when memory.Head <= still?.Head:
                    break;
                default:
                    (_preferred, _failures) = (at, 0);
                    return step;
            }
        }

        if (still is not null)
            return still;
        return halted as FeedStep ?? new FeedStep.NotYet(string.Join("; ", reasons), NextPause());
    }

    private bool StandsStill(long head)
    {
        _looks = head == _head ? _looks + 1 : 0;
        _head = head;
        return _looks > 0 && _looks % LooksAtOneHead == 0;
    }

    private async Task<ChainAnswer<T>> Answer<T>(
        Func<RpcEndpoint, NodeMemory, CancellationToken, Task<ChainAnswer<T>>> ask, CancellationToken cancellationToken)
    {
        ChainAnswer<T>.Refused? refused = null;
        var reasons = new List<string>();
        for (var i = 0; i < _nodes.Length; i++)
        {
            var (node, memory) = _nodes[(_preferred + i) % _nodes.Length];
            switch (await ask(node, memory, cancellationToken))
            {
                case ChainAnswer<T>.Answered answered:
                    return answered;
                case ChainAnswer<T>.Refused r:
                    refused ??= r with { Reason = $"{node.Name.Host}: {r.Reason}" };
                    break;
                case ChainAnswer<T>.NotYet notYet:
                    reasons.Add($"{node.Name.Host}: {notYet.Reason}");
                    break;
            }
        }

        if (refused is not null && reasons.Count == 0)
            return refused;
        if (refused is not null)
            reasons.Add(refused.Reason);
        return new ChainAnswer<T>.NotYet(string.Join("; ", reasons), NextPause());
    }

    private TimeSpan NextPause() =>
        FeedPause.After(Interlocked.Increment(ref _failures), _policy.PollInterval, _random());
}

/// <summary>How long to let a chain be after no endpoint gave a trustworthy answer.</summary>
internal static class FeedPause
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Doubles from the poll interval with each failure in a row (1 is the first) up to 30 s; of that, between half
    /// and all, by <paramref name="random"/> from 0 to 1.
    /// </summary>
    public static TimeSpan After(int failures, TimeSpan pollInterval, double random)
    {
        var limit = Math.Min(Longest.Ticks, pollInterval.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 20)));
        return TimeSpan.FromTicks((long)(limit * (0.5 + (0.5 * Math.Clamp(random, 0, 1)))));
    }
}

using System.Collections.Immutable;
using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>
/// The logs of known blocks, asked by hash (EIP-234) and proved against each header's bloom. Where the bloom promises
/// a log that did not come, the whole block's logs are asked: if they give exactly the header's bloom, the answer was
/// complete and the promise a false positive; if not, the node has not indexed the block yet.
/// </summary>
internal sealed class BlockLogs(RpcEndpoint node, FeedPolicy policy, LogMatcher matcher)
{
    /// <summary>Why the logs are not known.</summary>
    public abstract record Problem
    {
        private Problem(string reason) => Reason = reason;

        /// <summary>For people.</summary>
        public string Reason { get; }

        /// <summary>The node cannot answer so much at once.</summary>
        public sealed record TooMuch(string Why) : Problem(Why);

        /// <summary>The answer is missing or cannot be true.</summary>
        public sealed record Untrue(string Why) : Problem(Why);
    }

    /// <summary>All logs that matched, in chain order.</summary>
    public ImmutableArray<EventLog> Logs { get; private set; } = [];

    /// <summary>All logs that matched and did not decode.</summary>
    public ImmutableArray<UndecodableLog> Undecodable { get; private set; } = [];

    /// <summary>How many logs the node gave.</summary>
    public int Received { get; private set; }

    /// <summary>Null once the logs of all blocks are known.</summary>
    public async Task<Problem?> Ask(IReadOnlyList<BlockHeader> blocks, CancellationToken cancellationToken)
    {
        var asked = blocks.Select(b => new LogsCall(matcher, LogRange.Of(b.Block))).ToArray();
        if (await Send(asked, cancellationToken) is { } problem)
            return problem;
        var doubtful = policy.VerifyBloom ? Doubtful(blocks, asked) : [];
        if (doubtful.Count > 0)
        {
            var again = doubtful.ConvertAll(i => new LogsCall(matcher, asked[i].Range, wholeBlock: true)).ToArray();
            if (await Send(again, cancellationToken) is { } stillProblem)
                return stillProblem;
            for (var i = 0; i < again.Length; i++)
            {
                var block = blocks[doubtful[i]];
                if (!again[i].Bloom.SameAs(block.Bloom))
                {
                    ChainDiagnostics.SilentMiss(policy.Chain);
                    return new Problem.Untrue(
                        $"gave {again[i].Value.Received} logs for block {block.Block}, fewer than its bloom holds");
                }

                asked[doubtful[i]] = again[i];
            }
        }

        Collect(blocks, asked);
        return null;
    }

    private List<int> Doubtful(IReadOnlyList<BlockHeader> blocks, LogsCall[] answers)
    {
        var doubtful = new List<int>();
        for (var i = 0; i < answers.Length; i++)
        {
            foreach (var expected in matcher.Expectations)
            {
                if (!expected.MayBeIn(blocks[i].Bloom) || answers[i].Value.Has(expected))
                    continue;
                doubtful.Add(i);
                break;
            }
        }

        return doubtful;
    }

    private async Task<Problem?> Send(LogsCall[] calls, CancellationToken cancellationToken)
    {
        var failure = await node.Send(calls, cancellationToken)
            ?? Array.Find(calls, c => c.Failure is not null)?.Failure;
        if (failure is not null)
        {
            return RangeAdvice.From(failure) is RangeAdvice.AskLess
                ? new Problem.TooMuch(failure.ToString())
                : new Problem.Untrue(failure.ToString());
        }

        return Array.Find(calls, c => c.Value.Lie is not null) is { } lying
            ? new Problem.Untrue(lying.Value.Lie!)
            : null;
    }

    private void Collect(IReadOnlyList<BlockHeader> blocks, LogsCall[] answers)
    {
        var logs = ImmutableArray.CreateBuilder<EventLog>(answers.Sum(a => a.Value.Logs.Count));
        for (var i = 0; i < answers.Length; i++)
        {
            foreach (var log in answers[i].Value.Logs)
                logs.Add(log.BlockTime == blocks[i].Time ? log : log with { BlockTime = blocks[i].Time });
        }

        Logs = logs.MoveToImmutable();
        Undecodable = [.. answers.SelectMany(a => a.Value.Undecodable)];
        Received = answers.Sum(a => a.Value.Received);
    }
}

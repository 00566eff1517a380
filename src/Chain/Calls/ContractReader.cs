using System.Collections.Immutable;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Calls;

/// <summary>
/// Contracts of one chain over one or more endpoints: what one cannot answer is asked of the next. Only where each of
/// them answers that it has thrown a block's state away is that the outcome.
/// </summary>
internal sealed class ContractReader(
    ChainId chain, ImmutableArray<RpcEndpoint> nodes, TimeSpan pollInterval, Func<double> random) : IContractReader
{
    private readonly CallMemory _memory = new();
    private int _preferred;
    private int _failures;

    /// <inheritdoc/>
    public async Task<ChainAnswer<ImmutableArray<CallOutcome>>> Read(
        ImmutableArray<BlockCall> calls, CancellationToken cancellationToken)
    {
        var outcomes = new CallOutcome?[calls.Length];
        int[] open = [.. Enumerable.Range(0, calls.Length)];
        var reasons = new List<string>();
        var first = _preferred;
        for (var i = 0; i < nodes.Length && open.Length > 0; i++)
        {
            var at = (first + i) % nodes.Length;
            var node = nodes[at];
            var reading = new CallReading(node, _memory, calls);
            var trouble = await node.EnsureServes(chain, cancellationToken)
                ?? await reading.Ask(open, cancellationToken);
            foreach (var call in open)
                outcomes[call] = reading.Outcomes[call];
            open = Array.FindAll(open, call => outcomes[call] is null);
            if (trouble is not null)
                reasons.Add($"{node.Name.Host}: {trouble}");
            else if (open.Length == 0)
                _preferred = at;
        }

        if (open.Length > 0 && reasons.Count > 0)
            return new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet(
                string.Join("; ", reasons),
                FeedPause.After(Interlocked.Increment(ref _failures), pollInterval, random()));
        _failures = 0;
        return new ChainAnswer<ImmutableArray<CallOutcome>>.Answered(
            [.. outcomes.Select(outcome => outcome ?? new CallOutcome.StateNotAvailable())]);
    }
}

using System.Collections.Immutable;
using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>
/// A first checkpoint. Where the block before it can still be replaced, the window is filled back to what cannot, so
/// that a reorg right after the start is followed like any other.
/// </summary>
internal sealed class FeedStart(FeedPolicy policy, long? fromBlock)
{
    /// <summary>Asks one node.</summary>
    public async Task<ChainAnswer<FeedCheckpoint>> Ask(
        RpcEndpoint node, NodeMemory memory, CancellationToken cancellationToken)
    {
        if (await node.EnsureServes(policy.Chain, cancellationToken) is { } wrong)
            return node.ServesAnother(policy.Chain) ? Refused(wrong) : NotYet(wrong);
        var head = HeaderCall.Tagged("latest");
        if ((await node.Send([head], cancellationToken) ?? head.Failure) is { } failure)
            return NotYet(failure.ToString());
        if (head.Value is null)
            return NotYet("has no newest block");
        var next = fromBlock ?? head.Value.Number + 1;
        if (next < 0)
            return Refused("a start block is zero or more");
        if (next - 1 > head.Value.Number)
            return NotYet($"is at block {head.Value.Number}, before the start block {next}");
        if (next == 0)
            return Started(next, []);

        var settled = head.Value.Number - FeedPolicy.WindowBlocks;
        var first = Math.Max(0, Math.Min(next - 1, settled));
        if (next - 1 > settled)
            first = Math.Max(first, next - 1 - FeedPolicy.WindowBlocks);
        var reading = new NodeReading(node, policy, memory, new LogMatcher(new LogQuery([])));
        // The block after them, or the head itself, proves the last: from a block that never was nothing goes on.
        var proof = Math.Min(head.Value.Number, next);
        var (headers, problem) = await reading.Headers(first, proof, cancellationToken);
        if (headers is null)
            return NotYet(problem);
        if (proof == head.Value.Number && headers[^1] is { } newest && newest.Block != head.Value.Block)
            return NotYet("changed its chain while it was asked");
        var bare = new FeedCheckpoint(policy.Chain, first, [], -1);
        return FeedPlan.Broken(bare, headers) is { } broken
            ? NotYet(broken)
            : Started(next, [.. headers.OfType<BlockHeader>().Select(h => h.Block).Where(it => it.Number < next)]);
    }

    private ChainAnswer<FeedCheckpoint> Started(long next, ImmutableArray<BlockRef> window) =>
        new ChainAnswer<FeedCheckpoint>.Answered(
            new FeedCheckpoint(policy.Chain, next, window, window.IsEmpty ? -1 : window[0].Number));

    private static ChainAnswer<FeedCheckpoint>.Refused Refused(string reason) => new(reason);

    private static ChainAnswer<FeedCheckpoint>.NotYet NotYet(string reason) => new(reason, TimeSpan.Zero);
}

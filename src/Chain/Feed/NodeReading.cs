using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>
/// One reading from one node. All that it asks goes to that node, so that the answers are about one chain; whatever
/// cannot be trusted ends in <see cref="FeedStep.NotYet"/> that names the node.
/// </summary>
internal sealed class NodeReading(RpcEndpoint node, FeedPolicy policy, NodeMemory memory, LogMatcher matcher)
{
    private const int CutsMax = 16;

    /// <summary>The next step from this checkpoint, as this node sees it.</summary>
    public async Task<FeedStep> Read(FeedCheckpoint from, int confirmations, CancellationToken cancellationToken)
    {
        // Deep in the past one look at the head serves many ranges.
        if (from.Next + memory.Range.Blocks <= Math.Min(memory.Settled, memory.Head - confirmations))
        {
            var step = await ReadRange(from, from.Next + memory.Range.Blocks - 1, cancellationToken);
            if (step is FeedStep.NotYet)
                memory.Settled = -1;
            return step;
        }

        if (await node.EnsureServes(policy.Chain, cancellationToken) is { } wrong)
            return Distrust(wrong);
        var (view, problem) = await Look(from, cancellationToken);
        if (view is null)
            return Distrust(problem);
        (memory.Head, memory.Settled) = (view.Head.Number, view.Settled);
        var plan = FeedPlan.Decide(
            from, view, confirmations, memory.Range.Blocks, memory.Follow.Blocks, policy.LiveBlocks);
        return plan switch
        {
            FeedPlan.Distrust d => Distrust(d.Reason),
            FeedPlan.FindAncestor => await FindAncestor(from, view.Head, cancellationToken),
            FeedPlan.ReadRange r => await ReadRange(from, r.To, cancellationToken),
            FeedPlan.ReadBlocks b => await ReadBlocks(from, view, b, cancellationToken),
            _ => new FeedStep.CaughtUp(view.Head.Number) { Time = view.Head.Time },
        };
    }

    private async Task<(NodeView? View, string Problem)> Look(FeedCheckpoint from, CancellationToken cancellationToken)
    {
        var head = HeaderCall.Tagged("latest");
        var finalized = HeaderCall.Tagged("finalized");
        var tip = from.Window.IsEmpty ? null : HeaderCall.At(from.Window[^1].Number);
        List<RpcCall> calls = [head];
        if (tip is not null)
            calls.Add(tip);
        if (memory.KnowsFinality)
            calls.Add(finalized);
        if (await node.Send(calls, cancellationToken) is { } failure)
            return (null, failure.ToString());
        if ((head.Failure ?? tip?.Failure) is { } refused)
            return (null, refused.ToString());
        if (head.Value is null)
            return (null, "has no newest block");
        // A node without the tag refuses it each time: ask once.
        if (finalized.Failure is RpcFailure.Refused)
            memory.KnowsFinality = false;
        return (new NodeView(head.Value, finalized.Value?.Number, tip?.Value), "");
    }

    private async Task<FeedStep> FindAncestor(
        FeedCheckpoint from, BlockHeader head, CancellationToken cancellationToken)
    {
        // The block after our newest one, or the head itself, proves the node's block of that number.
        var proof = Math.Min(head.Number, from.Next);
        for (var end = from.Window.Length; end > 0; end -= FeedPolicy.HeadersMax)
        {
            var first = Math.Max(0, end - FeedPolicy.HeadersMax);
            var (headers, problem) = await Headers(
                from.Window[first].Number,
                end == from.Window.Length ? proof : from.Window[end - 1].Number,
                cancellationToken);
            if (headers is null)
                return Distrust(problem);
            if (headers[^1] is { } newest && newest.Number == head.Number && newest.Block != head.Block)
                return Distrust("changed its chain while it was asked");
            // A node that misstates one hash must not make us roll back.
            var alone = new FeedCheckpoint(from.Chain, from.Window[first].Number, [], -1);
            if (FeedPlan.Broken(alone, headers) is { } broken)
                return Distrust(broken);
            var common = FeedPlan.LastCommon(from.Window, first, headers.Take(end - first));
            if (common == from.Window.Length - 1)
                return Distrust("changed its chain while it was asked");
            if (common >= 0)
                return FeedWindow.RollBack(from, common);
        }

        return new FeedStep.Halted(
            $"{node.Name.Host}: none of the last {from.Window.Length} blocks (from {from.Window[0]}) is part of the "
            + "chain any more: a reorg deeper than the window, or another chain. Check the endpoint, then start anew "
            + "from a block of your choice.");
    }

    private async Task<FeedStep> ReadRange(FeedCheckpoint from, long to, CancellationToken cancellationToken)
    {
        for (var cuts = 0; ; cuts++)
        {
            var logs = new LogsCall(matcher, LogRange.Numbers(from.Next, to));
            var (first, last, after) = (HeaderCall.At(from.Next), HeaderCall.At(to), HeaderCall.At(to + 1));
            var above = HeaderCall.At(to + FeedPolicy.WindowBlocks);
            RpcCall[] calls = matcher.IsEmpty ? [first, last, after, above] : [logs, first, last, after, above];
            var failure = await node.Send(calls, cancellationToken)
                ?? Array.Find(calls, it => it.Failure is not null)?.Failure;
            if (failure is null)
                return FeedPlan.Unsettled(to, last.Value, after.Value, above.Value) is { } doubt
                    ? Distrust(doubt)
                    : await Settle(from, logs, first.Value, last.Value!, cancellationToken);
            if (RangeAdvice.From(failure) is not RangeAdvice.AskLess less)
                return Distrust(failure.ToString());
            var cut = memory.Range.TryCut(to - from.Next + 1, less.BlocksMax, out var smaller);
            memory.Range = smaller;
            if (!cut)
                return Distrust($"cannot give the logs of block {to} alone: {failure}");
            // A time-out was long enough; the next reading asks for less.
            if (failure is RpcFailure.TimedOut || cuts == CutsMax)
                return Distrust(failure.ToString());
            to = from.Next + smaller.Blocks - 1;
        }
    }

    private async Task<FeedStep> Settle(
        FeedCheckpoint from, LogsCall asked, BlockHeader? first, BlockHeader last, CancellationToken cancellationToken)
    {
        var (logs, to) = (asked.Value, asked.Range.To);
        if ((logs.Lie ?? FeedPlan.Broken(from, [first])) is { } lie)
            return Distrust(lie);
        if (logs.Logs.Find(l => l.Block.Number == to && l.Block != last.Block) is { } stray)
            return Distrust($"gave a log of block {stray.Block}, but that block is {last.Block}");
        if (await Date(logs, cancellationToken) is { } undated)
            return Distrust(undated);
        memory.Range = memory.Range.Answered(to - from.Next + 1, logs.Received);
        var settled = FeedWindow.Settle(from, last.Block);
        return new FeedStep.Advanced(
            [.. logs.Logs], [.. logs.Undecodable], settled, from.Next, to, AtHead: false, memory.Head);
    }

    // Nodes that do not put the time into the log: one header per block that has a matching log.
    private async Task<string?> Date(LogCollection logs, CancellationToken cancellationToken)
    {
        var times = new Dictionary<BlockRef, DateTimeOffset>();
        foreach (var numbers in logs.Untimed.Chunk(FeedPolicy.HeadersMax))
        {
            var calls = Array.ConvertAll(numbers, HeaderCall.At);
            if ((await node.Send(calls, cancellationToken) ?? Array.Find(calls, c => c.Failure is not null)?.Failure)
                is { } failure)
                return failure.ToString();
            foreach (var header in calls.Select(c => c.Value).OfType<BlockHeader>())
                times[header.Block] = header.Time;
        }

        for (var i = 0; i < logs.Logs.Count && logs.Untimed.Count > 0; i++)
        {
            var log = logs.Logs[i];
            if (!logs.Untimed.Contains(log.Block.Number))
                continue;
            if (!times.TryGetValue(log.Block, out var time))
                return $"gave a log of block {log.Block}, which is not its block of that number";
            logs.Logs[i] = log with { BlockTime = time };
        }

        return null;
    }

    private async Task<FeedStep> ReadBlocks(
        FeedCheckpoint from, NodeView view, FeedPlan.ReadBlocks plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<BlockHeader?>? headers = [view.Head];
        if (plan.From != view.Head.Number)
        {
            (headers, var problem) = await Headers(plan.From, plan.To, cancellationToken);
            if (headers is null)
                return Distrust(problem);
        }

        if (FeedPlan.Broken(from, headers) is { } broken)
            return Distrust(broken);
        var known = headers.OfType<BlockHeader>().ToList();
        var blocks = new BlockLogs(node, policy, matcher);
        var problemOfLogs = matcher.IsEmpty ? null : await blocks.Ask(known, cancellationToken);
        if (problemOfLogs is BlockLogs.Problem.TooMuch tooMuch)
        {
            var cut = memory.Follow.TryCut(known.Count, null, out var smaller);
            memory.Follow = smaller;
            return Distrust(cut ? tooMuch.Reason : $"cannot give the logs of block {plan.To} alone: {tooMuch.Reason}");
        }

        if (problemOfLogs is not null)
            return Distrust(problemOfLogs.Reason);
        memory.Follow = memory.Follow.Answered(known.Count, blocks.Received);
        var to = FeedWindow.Extend(from, known.ConvertAll(h => h.Block), view.Finalized);
        return new FeedStep.Advanced(
            blocks.Logs, blocks.Undecodable, to, plan.From, plan.To, plan.Live, view.Head.Number);
    }

    /// <summary>The node's headers of these numbers, null where it has none; or why they could not be had.</summary>
    public async Task<(IReadOnlyList<BlockHeader?>? Headers, string Problem)> Headers(
        long first, long last, CancellationToken cancellationToken)
    {
        var headers = new List<BlockHeader?>();
        for (var at = first; at <= last; at += FeedPolicy.HeadersMax)
        {
            var calls = new HeaderCall[Math.Min(FeedPolicy.HeadersMax, last - at + 1)];
            for (var i = 0; i < calls.Length; i++)
                calls[i] = HeaderCall.At(at + i);
            var failure = await node.Send(calls, cancellationToken)
                ?? Array.Find(calls, c => c.Failure is not null)?.Failure;
            if (failure is not null)
                return (null, failure.ToString());
            headers.AddRange(calls.Select(c => c.Value));
        }

        return (headers, "");
    }

    // The pause is the feed's to choose: it knows how often this happened.
    private FeedStep.NotYet Distrust(string reason) => new($"{node.Name.Host}: {reason}", TimeSpan.Zero);
}

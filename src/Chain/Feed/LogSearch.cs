using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>One log by transaction and index, from the transaction's receipt.</summary>
internal sealed class LogSearch(FeedPolicy policy, Bytes32 transaction, int logIndex, EventFilter filter)
{
    private readonly LogMatcher _matcher = new(new LogQuery([filter]));

    /// <summary>Asks one node. A transaction that it does not know gives null.</summary>
    public async Task<ChainAnswer<EventLog?>> Ask(
        RpcEndpoint node, NodeMemory memory, CancellationToken cancellationToken)
    {
        if (await node.EnsureServes(policy.Chain, cancellationToken) is { } wrong)
            return NotYet(wrong);
        var receipt = new ReceiptLogsCall(_matcher, transaction);
        if ((await node.Send([receipt], cancellationToken) ?? receipt.Failure) is { } failure)
            return NotYet(failure.ToString());
        var log = receipt.Value.Logs.Find(l => l.LogIndex == logIndex && l.Transaction == transaction);
        if (log is null || !receipt.Value.Untimed.Contains(log.Block.Number))
            return new ChainAnswer<EventLog?>.Answered(log);
        var header = HeaderCall.Of(log.Block.Hash);
        if ((await node.Send([header], cancellationToken) ?? header.Failure) is { } noHeader)
            return NotYet(noHeader.ToString());
        return header.Value is { } block
            ? new ChainAnswer<EventLog?>.Answered(log with { BlockTime = block.Time })
            : NotYet($"has no block {log.Block} of its own log");
    }

    private static ChainAnswer<EventLog?>.NotYet NotYet(string reason) => new(reason, TimeSpan.Zero);
}

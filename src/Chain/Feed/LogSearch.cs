using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>One log by transaction and index, from the transaction's receipt.</summary>
internal sealed class LogSearch(FeedPolicy policy, Bytes32 transaction, int logIndex, EventFilter filter)
{
    private readonly LogMatcher _matcher = new(new LogQuery([filter]));

    /// <summary>Asks one node.</summary>
    public async Task<ChainAnswer<LogLookup>> Ask(
        RpcEndpoint node, NodeMemory memory, CancellationToken cancellationToken)
    {
        if (await node.EnsureServes(policy.Chain, cancellationToken) is { } wrong)
            return NotYet(wrong);
        var receipt = new ReceiptLogCall(_matcher, transaction, logIndex);
        if ((await node.Send([receipt], cancellationToken) ?? receipt.Failure) is { } failure)
            return NotYet(failure.ToString());
        if (receipt.Value is not LogLookup.Matched { Log: var log } || !receipt.IsUntimed)
            return new ChainAnswer<LogLookup>.Answered(receipt.Value);
        var header = HeaderCall.Of(log.Block.Hash);
        if ((await node.Send([header], cancellationToken) ?? header.Failure) is { } noHeader)
            return NotYet(noHeader.ToString());
        return header.Value is { } block
            ? new ChainAnswer<LogLookup>.Answered(new LogLookup.Matched(log with { BlockTime = block.Time }))
            : NotYet($"has no block {log.Block} of its own log");
    }

    private static ChainAnswer<LogLookup>.NotYet NotYet(string reason) => new(reason, TimeSpan.Zero);
}

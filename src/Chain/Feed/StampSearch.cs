using Kwala.Chain.Rpc;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Feed;

/// <summary>The time of one block, or of the newest.</summary>
internal sealed class StampSearch(FeedPolicy policy, long? number)
{
    /// <summary>Asks one node.</summary>
    public async Task<ChainAnswer<BlockStamp>> Ask(
        RpcEndpoint node, NodeMemory memory, CancellationToken cancellationToken)
    {
        if (await node.EnsureServes(policy.Chain, cancellationToken) is { } wrong)
            return node.ServesAnother(policy.Chain) ? new ChainAnswer<BlockStamp>.Refused(wrong) : NotYet(wrong);
        var header = number is { } block ? HeaderCall.At(block) : HeaderCall.Tagged("latest");
        if ((await node.Send([header], cancellationToken) ?? header.Failure) is { } failure)
            return NotYet(failure.ToString());
        return header.Value is { } found
            ? new ChainAnswer<BlockStamp>.Answered(new BlockStamp(found.Number, found.Time))
            : NotYet($"has no block {number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "at all"}");
    }

    private static ChainAnswer<BlockStamp>.NotYet NotYet(string reason) => new(reason, TimeSpan.Zero);
}

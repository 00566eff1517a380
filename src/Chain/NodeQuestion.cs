using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain;

/// <summary>What can be asked of a node before anything is configured.</summary>
public static class NodeQuestion
{
    /// <summary>Which chain the node at this URL serves.</summary>
    public static async Task<ChainAnswer<ChainId>> ChainOf(
        Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        using var http = new HttpClient();
        var options = new ChainOptions();
        var limits = new RpcLimits(options.RequestTimeout, options.AnswerBytesMax, options.Retries);
        var asked = new ChainIdCall();
        var node = new RpcEndpoint(http, url, limits, time, () => 0);
        return (await node.Send([asked], cancellationToken) ?? asked.Failure) is { } failure
            ? new ChainAnswer<ChainId>.NotYet($"{node.Name.Host}: {failure}", TimeSpan.Zero)
            : new ChainAnswer<ChainId>.Answered(ChainId.Evm((ulong)asked.Value));
    }
}

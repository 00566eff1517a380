using Kwala.Core.Evm;

namespace Kwala.Client;

/// <summary>What the client over grains needs to know of the deployment.</summary>
public sealed class KwalaClientOptions
{
    /// <summary>The chains that the deployment follows; the status tells of these.</summary>
    public IList<ChainId> Chains { get; } = [];

    /// <summary>
    /// Wallets of a bulk change that are under way at the same time. Default 64: more makes it faster until the store
    /// is busy, and then only takes turns from chain events.
    /// </summary>
    public int BulkConcurrency { get; set; } = 64;
}

namespace Kwala.Client;

/// <summary>How the client over grains asks.</summary>
public sealed class KwalaClientOptions
{
    /// <summary>
    /// Wallets of a bulk change that are under way at the same time. Default 64: more makes it faster until the store
    /// is busy, and then only takes turns from chain events.
    /// </summary>
    public int BulkConcurrency { get; set; } = 64;
}

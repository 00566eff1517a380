using Kwala.Grains.Interfaces.Chains;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>Follows one chain and hands its events to the wallets that they affect. The key is the CAIP-2 id.</summary>
[Alias("kwala.IChainListenerGrain")]
public interface IChainListenerGrain : IGrainWithStringKey
{
    /// <summary>Starts following; nothing happens where it follows already.</summary>
    [Alias("Follow")]
    [AlwaysInterleave]
    Task Follow();

    /// <summary>Where it stands.</summary>
    [Alias("Status")]
    [AlwaysInterleave]
    Task<ChainStatus> Status();
}

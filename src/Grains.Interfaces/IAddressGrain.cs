using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Orleans;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// One address of a channel that tells when its owner shuts the door, such as a chat that blocks the bot: which wallets
/// it is of. The list may name a wallet that has another address by now; it never misses one. The key is made by
/// <see cref="KeyOf"/>.
/// </summary>
[Alias("kwala.IAddressGrain")]
public interface IAddressGrain : IGrainWithStringKey
{
    /// <summary>The key of an address in its channel's normal form.</summary>
    static string KeyOf(ChannelName channel, string address) => $"{channel}/{address}";

    /// <summary>
    /// The wallet is about to store this address. Returns once it is durable. An address of very many wallets is not
    /// remembered for those that come last: they find out with their next message.
    /// </summary>
    [Alias("Add")]
    Task Add(Address wallet);

    /// <summary>All of them.</summary>
    [Alias("Wallets")]
    Task<ImmutableArray<Address>> Wallets();
}

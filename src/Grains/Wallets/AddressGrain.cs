using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Wallets;

/// <summary>Remembers whose an address is. Calls nobody, so that wallets may call it in the middle of a turn.</summary>
internal sealed class AddressGrain(
    [PersistentState("address", StorageNames.Grains)] IPersistentState<AddressStored> stored) : Grain, IAddressGrain
{
    private const int WalletsMax = 256;

    public async Task Add(Address wallet)
    {
        var before = stored.State;
        if (before.Wallets.Length >= WalletsMax || before.Wallets.Contains(wallet.ToString()))
            return;
        var saved = false;
        try
        {
            stored.State = new AddressStored { Wallets = [.. before.Wallets, wallet.ToString()] };
            await stored.WriteStateAsync();
            saved = true;
        }
        finally
        {
            if (!saved)
            {
                // Whatever the store holds now, the next activation reads it.
                stored.State = before;
                DeactivateOnIdle();
            }
        }
    }

    public Task<ImmutableArray<Address>> Wallets() => Task.FromResult(stored.State.Wallets
        .Select(text => Address.TryParse(text, out var wallet) ? wallet : default).ToImmutableArray());
}

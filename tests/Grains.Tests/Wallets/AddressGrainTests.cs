using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

public sealed class AddressGrainTests
{
    private static readonly string Key = IAddressGrain.KeyOf(ChannelName.Telegram, "4242");

    private readonly House _house = new();

    private static IAddressGrain Owners(Process process) => process.Client.GetGrain<IAddressGrain>(Key);

    [Fact]
    public async Task Wallet_is_remembered_once_however_often_it_gives_the_address()
    {
        await using var process = await _house.Start();

        await Owners(process).Add(House.Wallet);
        await Owners(process).Add(House.Wallet);

        Assert.Equal([House.Wallet], (await Owners(process).Wallets()).ToArray());
        Assert.Equal(1, _house.Storage.Writes("address", Key));
    }

    [Fact]
    public async Task Address_of_more_wallets_than_anybody_has_remembers_256()
    {
        await using var process = await _house.Start();

        for (var wallet = 1u; wallet <= 257; wallet++)
            await Owners(process).Add(House.AddressOf(wallet));

        var remembered = await Owners(process).Wallets();
        Assert.Equal((256, House.AddressOf(256)), (remembered.Length, remembered[^1]));
    }

    [Fact]
    public async Task Wallet_that_could_not_be_remembered_is_no_owner_and_may_be_added_again()
    {
        await using var process = await _house.Start();
        var failures = 1;
        _house.Storage.BeforeWrite = (state, _) => state == "address" && failures-- > 0
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        Assert.NotNull(await Record.ExceptionAsync(() => Owners(process).Add(House.Wallet)));
        Assert.Empty(await Owners(process).Wallets());

        await Owners(process).Add(House.Wallet);

        Assert.Equal([House.Wallet], (await Owners(process).Wallets()).ToArray());
    }

    [Fact]
    public async Task Wallet_whose_write_had_an_unknown_outcome_is_read_again_and_added_again()
    {
        await using var process = await _house.Start();
        var failures = 1;
        _house.Storage.AfterWrite = (state, _) => state == "address" && failures-- > 0
            ? new StorageException(StorageFault.OutcomeUnknown, "The connection broke.")
            : null;
        Assert.NotNull(await Record.ExceptionAsync(() => Owners(process).Add(House.Wallet)));

        await Owners(process).Add(House.Market);

        Assert.Equal([House.Wallet, House.Market], (await Owners(process).Wallets()).ToArray());
    }
}

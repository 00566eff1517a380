using Kwala.Core.Wallets.Subscriptions;

namespace Kwala.Grains.Tests.Chains;

// What the chain does while a present value waits to be told.
public sealed partial class SubscriberTests
{
    [Fact]
    public async Task Present_value_that_could_not_be_told_is_not_told_once_the_chain_has_another()
    {
        await using var process = await Start(Yaml);
        await Tick(1450);
        await Subscribe(process, 1, "1460");
        var refused = 0;
        _house.Storage.BeforeWrite = (state, _) =>
            state == "wallet" && ++refused > 0 ? new IOException("The store is away.") : null;
        await _house.Rest();
        Assert.NotEqual(0, refused);
        _house.Storage.BeforeWrite = (_, _) => null;

        await Tick(1700);
        for (var look = 0; look < 10; look++)
            await _house.Rest();

        Assert.Empty(Told());
        Assert.DoesNotContain(_house.Store.Subscribers, row => row.Entry == SubscriberEntry.Asking(Price));
    }
}

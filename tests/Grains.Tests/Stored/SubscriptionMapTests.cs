using System.Text.Json;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.TestKit;

namespace Kwala.Grains.Tests.Stored;

/// <summary>What an owner subscribed to is stored in few bytes and read as it was meant.</summary>
public sealed class SubscriptionMapTests
{
    private static readonly WalletState Known = WalletState.Empty with
    {
        Preferences = Preferences.Unset with
        {
            Subscriptions = Preferences.Unset.Subscriptions
                .Add(new WorkflowId("price-level"), Subscription.ToAll)
                .Add(new WorkflowId("proposals"), new Subscription(["risk", "treasury"])),
        },
        Subscriber = new SubscriberState([new WorkflowId("price-level")], 0x0123456789abcdef),
    };

    [Fact]
    public void It_is_written_as_it_always_was()
    {
        var today = Json(Known);

        Assert.True(
            GoldenFile.Read("wallet.subscriber.v2.json", today) == today, GoldenFile.Advice("wallet.subscriber.v2.json"));
        Assert.Equal(today, Json(Read(today)));
        Assert.Equal(Known.Subscriber, Read(today).Subscriber);
    }

    [Fact]
    public void Its_size_is_never_less_than_what_is_stored()
    {
        var bare = WalletState.Empty with { Preferences = Preferences.Unset with { Tier = TierName.Standard } };
        var more = bare with
        {
            Preferences = bare.Preferences with { Subscriptions = Known.Preferences.Subscriptions },
            Subscriber = Known.Subscriber,
        };
        Assert.InRange(
            Json(more).Length - Json(bare).Length, 100, RecordSize.Of(more) - RecordSize.Of(bare));
    }

    private static string Json(WalletState state) => JsonSerializer.Serialize(
        state.ToStored(new CommitRows(default, null, [])), StoredJson.Default.WalletStored);

    private static WalletState Read(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!.ToCore();
}

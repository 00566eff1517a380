using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Tests.Stored;

public sealed class HistoryMapTests
{
    [Fact]
    public void What_waits_outside_the_outbox_waits_in_one_row_whatever_channels_it_was_planned_for()
    {
        var first = Displaced(1, ChannelName.Email);
        var anew = Displaced(2, ChannelName.Telegram);
        Assert.Equal(first.Key, anew.Key);
        var other = new WalletEffect.DeadLettered(
            Delivery(1, ChannelName.Email), GoldenStates.Notification with { Ordinal = 3 }, [ChannelName.Email]);
        Assert.NotEqual(first.Key, other.ToDeadLetterRow(GoldenStates.Wallet).Key);
    }

    [Fact]
    public void What_was_given_up_has_a_row_beside_the_one_that_it_waited_in()
    {
        var waits = Displaced(1, ChannelName.Email);
        var dead = new WalletEffect.DeadLettered(
            Delivery(1, ChannelName.Email) with { Outcome = DeliveryWords.GaveUp },
            GoldenStates.Notification,
            [ChannelName.Email]).ToDeadLetterRow(GoldenStates.Wallet);
        Assert.NotEqual(waits.Key, dead.Key);
        Assert.Equal(Delivery(1, ChannelName.Email).Key.ToString(), dead.Key);
    }

    private static Ports.Storage.HistoryRow Displaced(byte key, ChannelName channel) => new WalletEffect.DeadLettered(
        Delivery(key, channel), GoldenStates.Notification, [channel, ChannelName.Webhook])
        .ToDeadLetterRow(GoldenStates.Wallet);

    private static DeliveryRecord Delivery(byte key, ChannelName channel) => new(
        new DeliveryKey(Core.Evm.Keccak256.Hash([key])), channel, GoldenStates.Notification.Kind,
        DeliveryWords.Displaced, "It waits.", 0, "eip155:1/0x01/2", GoldenStates.Notification.DecidedAt);
}

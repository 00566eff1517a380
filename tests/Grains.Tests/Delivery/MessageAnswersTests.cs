using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Grains.Delivery;
using Kwala.Grains.Tests.Fixture;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>What an owner can say under a message.</summary>
public sealed class MessageAnswersTests
{
    [Fact]
    public void What_was_learned_is_undone_by_the_one_button_of_its_notice()
    {
        var keys = new LinkKeyRing(new LinkKey(1, new byte[LinkKeyRing.SecretSizeMin]));
        var notice = Alerts.Of(DateTimeOffset.UnixEpoch, Lane.Bulk, default) with { Role = NotificationRole.Notice, Ordinal = 3 };

        var button = Assert.Single(MessageAnswers.Buttons(House.Wallet, ChannelName.Telegram, "4242", notice, keys));

        Assert.Equal("Undo", button.Label);
        Assert.Equal(
            new ButtonPress(OwnerAnswer.KeepTelling, House.Wallet, 3, notice.Kind),
            ButtonToken.Check(button.Data, ChannelName.Telegram, "4242", [notice.Kind], keys));
    }
}

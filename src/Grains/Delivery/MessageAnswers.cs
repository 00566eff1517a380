using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Ports.Channels;

namespace Kwala.Grains.Delivery;

/// <summary>
/// What an owner can answer to a message: what it was worth, or that a notice is undone. Nothing in the critical lane,
/// which learns nothing and which nobody should stop by a slip of the thumb.
/// </summary>
internal static class MessageAnswers
{
    /// <summary>As buttons, which work only from this address; none where the channel needs none.</summary>
    public static ImmutableArray<MessageButton> Buttons(
        Address wallet, ChannelName channel, string address, Notification it, LinkKeyRing keys)
    {
        var answers = address.Length == 0 ? [] : To(it);
        // A notice's ordinal is the magnitude that it is about.
        var words = FixedWords.Of(it.Fields);
        var mark = it.Role == NotificationRole.Notice ? (ulong)it.Ordinal : AlertMark.Of(InboxKey(wallet, it)).Value;
        return
        [
            .. answers.Select(answer => new MessageButton(
                OwnerAnswers.Label(answer, words),
                ButtonToken.Sign(new ButtonPress(answer, wallet, mark, it.Kind), channel, address, keys))),
        ];
    }

    /// <summary>As links.</summary>
    public static ImmutableArray<MessageLink> Links(
        Uri publicUrl, Address wallet, Notification it, DateTimeOffset expires, LinkKeyRing keys)
    {
        var words = FixedWords.Of(it.Fields);
        var about = it.Role == NotificationRole.Notice
            ? it.Ordinal.ToString(CultureInfo.InvariantCulture)
            : InboxKey(wallet, it).ToString();
        return
        [
            .. To(it).Select(answer => new MessageLink(
                OwnerAnswers.Label(answer, words),
                LinkUrl.Answer(publicUrl, wallet, it.Kind, about, answer, expires, keys))),
        ];
    }

    private static ImmutableArray<OwnerAnswer> To(Notification it) => it switch
    {
        { Role: NotificationRole.Alert, Lane: not Lane.Critical } => OwnerAnswers.ToAlert,
        { Role: NotificationRole.Notice } => [OwnerAnswer.KeepTelling],
        _ => [],
    };

    private static DeliveryKey InboxKey(Address wallet, Notification it) => DeliveryKey.Of(new DeliveryIdentity(
        it.Chain, wallet, it.Workflow.Value, it.Subject.Value, it.Episode, it.Level, it.Role, it.Ordinal,
        ChannelName.Inbox));
}

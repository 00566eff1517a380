using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Ports.Channels;

namespace Kwala.Grains.Delivery;

/// <summary>
/// The buttons under a message: what its owner can say of an alert, and that a notice is undone. None in the critical
/// lane, which learns nothing and which nobody should stop by a slip of the thumb.
/// </summary>
internal static class MessageButtons
{
    public static ImmutableArray<MessageButton> Of(
        Address wallet, ChannelName channel, string address, Notification it, LinkKeyRing keys)
    {
        if (address.Length == 0)
            return [];
        return it switch
        {
            { Role: NotificationRole.Alert, Lane: not Lane.Critical } =>
            [
                Alert("Useful", ButtonAction.Useful), Alert("Not now", ButtonAction.NotNow),
                Alert("Fewer of these", ButtonAction.Fewer), Alert("Stop these", ButtonAction.Stop),
            ],
            // A notice's ordinal is the magnitude that it is about.
            { Role: NotificationRole.Notice } => [Button("Undo", ButtonAction.KeepTelling, (ulong)it.Ordinal)],
            _ => [],
        };

        MessageButton Alert(string label, ButtonAction action) => Button(label, action, AlertMark.Of(
            DeliveryKey.Of(new DeliveryIdentity(
                it.Chain, wallet, it.Workflow.Value, it.Subject.Value, it.Episode, it.Level, it.Role, it.Ordinal,
                ChannelName.Inbox))).Value);

        MessageButton Button(string label, ButtonAction action, ulong mark) => new(
            label, ButtonToken.Sign(new ButtonPress(action, wallet, mark, it.Kind), channel, address, keys));
    }
}

using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Delivery;

/// <summary>
/// The signed links that messages carry, none where the deployment has no public address, and their buttons.
/// </summary>
internal sealed class MessageLinks(LinkKeyRing keys, IOptions<LinksOptions> options)
{
    /// <summary>
    /// Opts out of the notification's kind. From the decision on, so that every attempt carries the same link.
    /// </summary>
    public Uri? Unsubscribe(Address wallet, ChannelName channel, Notification notification) =>
        options.Value.PublicUrl is not { } url ? null : LinkUrl.Unsubscribe(
            url, wallet, channel, notification.Kind, notification.DecidedAt + options.Value.ValidFor, keys);

    /// <summary>What the owner can answer to the message in one tap.</summary>
    public ImmutableArray<MessageButton> Buttons(
        Address wallet, ChannelName channel, string address, Notification notification) =>
        MessageAnswers.Buttons(wallet, channel, address, notification, keys);

    /// <summary>The same as links. From the decision on, so that every attempt carries the same ones.</summary>
    public ImmutableArray<MessageLink> Answers(Address wallet, Notification notification) =>
        options.Value.PublicUrl is not { } url ? [] : MessageAnswers.Links(
            url, wallet, notification, notification.DecidedAt + options.Value.ValidFor, keys);

    /// <summary>Confirms a mail address, and until when.</summary>
    public (Uri Url, DateTimeOffset Expires)? Confirm(Address wallet, string address, DateTimeOffset now)
    {
        var expires = now + options.Value.ConfirmationLifetime;
        return options.Value.PublicUrl is { } url
            ? (LinkUrl.ConfirmEmail(url, wallet, address, expires, keys), expires)
            : null;
    }
}

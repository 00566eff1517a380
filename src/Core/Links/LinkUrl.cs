using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Links;

/// <summary>
/// Where a signed link leads: the one place that makes the addresses which the HTTP API then answers.
/// </summary>
public static class LinkUrl
{
    /// <summary>The link that opts out of a kind or of the channel: <c>/l/{token}/{channel}/{kind}</c>.</summary>
    /// <param name="publicUrl">Where owners reach the deployment from outside.</param>
    /// <param name="wallet">Whose.</param>
    /// <param name="channel">The channel of the message.</param>
    /// <param name="kind">The kind of the message.</param>
    /// <param name="expires">From then on it is refused.</param>
    /// <param name="keys">The keys.</param>
    public static Uri Unsubscribe(
        Uri publicUrl, Address wallet, ChannelName channel, KindName kind, DateTimeOffset expires, LinkKeyRing keys)
    {
        var claim = new LinkClaim(LinkPurpose.Unsubscribe, wallet, expires);
        var token = LinkToken.Sign(claim, LinkContext.Unsubscribe(channel, kind.Value), keys);
        return Under(publicUrl, $"l/{token}/{channel}/{kind}");
    }

    /// <summary>
    /// The link that answers a message: <c>/l/{token}/{kind}/{about}/{answer}</c>. Good for any answer about the same.
    /// </summary>
    /// <param name="publicUrl">Where owners reach the deployment from outside.</param>
    /// <param name="wallet">Whose.</param>
    /// <param name="kind">The kind of the message.</param>
    /// <param name="about">
    /// The alert's key in the inbox; for <see cref="OwnerAnswer.KeepTelling"/> the magnitude, 0 to 7.
    /// </param>
    /// <param name="answer">The answer that it offers first.</param>
    /// <param name="expires">From then on it is refused.</param>
    /// <param name="keys">The keys.</param>
    public static Uri Answer(
        Uri publicUrl,
        Address wallet,
        KindName kind,
        string about,
        OwnerAnswer answer,
        DateTimeOffset expires,
        LinkKeyRing keys)
    {
        var claim = new LinkClaim(LinkPurpose.Answer, wallet, expires);
        var token = LinkToken.Sign(claim, LinkContext.Answer(kind.Value, about), keys);
        return Under(publicUrl, $"l/{token}/{kind}/{about}/{OwnerAnswers.Word(answer)}");
    }

    /// <summary>
    /// The link that confirms a mail address: <c>/l/{token}</c>. Good only while the address is the stored one.
    /// </summary>
    /// <param name="publicUrl">Where owners reach the deployment from outside.</param>
    /// <param name="wallet">Whose.</param>
    /// <param name="address">The mail address in its stored form.</param>
    /// <param name="expires">From then on it is refused.</param>
    /// <param name="keys">The keys.</param>
    public static Uri ConfirmEmail(
        Uri publicUrl, Address wallet, string address, DateTimeOffset expires, LinkKeyRing keys)
    {
        var claim = new LinkClaim(LinkPurpose.ConfirmEmail, wallet, expires);
        return Under(publicUrl, $"l/{LinkToken.Sign(claim, LinkContext.ConfirmEmail(address), keys)}");
    }

    /// <summary>
    /// The deep link that opens the bot and binds the chat (core.telegram.org/bots/features, "Deep Linking").
    /// </summary>
    /// <param name="bot">The bot's user name without @.</param>
    /// <param name="wallet">Whose.</param>
    /// <param name="expires">From then on it is refused.</param>
    /// <param name="keys">The keys.</param>
    public static Uri BindTelegram(string bot, Address wallet, DateTimeOffset expires, LinkKeyRing keys)
    {
        var claim = new LinkClaim(LinkPurpose.Bind, wallet, expires);
        var token = LinkToken.Sign(claim, LinkContext.Bind(ChannelName.Telegram), keys);
        return new Uri($"https://t.me/{Uri.EscapeDataString(bot)}?start={token}");
    }

    // A base without its last slash would lose its last segment.
    private static Uri Under(Uri publicUrl, string path) => new($"{publicUrl.AbsoluteUri.TrimEnd('/')}/{path}");
}

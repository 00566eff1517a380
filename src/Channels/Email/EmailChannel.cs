using System.Net;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Email;

/// <summary>
/// Sends by SMTP. A mailbox does not drop a second mail with the same Message-ID, so the channel does not collapse by
/// key; the Message-ID is stable all the same, for whoever reads logs.
/// </summary>
internal sealed class EmailChannel(SmtpSender sender, TimeProvider time) : IChannel
{
    public ChannelName Name => ChannelName.Email;

    public bool CollapsesByKey => false;

    public Markup Markup => Markup.EmailHtml;

    public bool NeedsAddress => true;

    public AddressCheck Check(string address) => MailboxAddress.Check(address) is { } problem
        ? new AddressCheck.Invalid(problem)
        : new AddressCheck.Valid(MailboxAddress.Normal(address));

    public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken) =>
        sender.Send(
            new Mail(
                sender.From,
                message.Address,
                message.Key,
                time.GetUtcNow(),
                message.Content.Title,
                PlainBody(message),
                message.Content.Html is { } html ? HtmlBody(message, html) : null,
                message.Urgency == Urgency.Urgent,
                message.UnsubscribeUrl),
            cancellationToken);

    private static string PlainBody(OutboundMessage message)
    {
        var words = FixedWords.Of(message.Fields);
        return message.Content.Text
            + (message.MayBeRepeat ? $"\n\n{words.MayBeRepeat}" : "")
            + (message.Answers.IsEmpty ? "" : $"\n\n{string.Join('\n', message.Answers.Select(Plain))}")
            + (message.UnsubscribeUrl is { } url ? $"\n\n--\n{words.StopMessages}: {url.AbsoluteUri}" : "");
    }

    private static string HtmlBody(OutboundMessage message, string html)
    {
        var (title, words) = (message.Content.Title, FixedWords.Of(message.Fields));
        return $"""
            <!doctype html>
            <html lang="{words.Language}"><head><meta charset="utf-8"><title>{Text(title)}</title></head>
            <body>
            {html}{(message.MayBeRepeat ? $"\n<p><em>{Text(words.MayBeRepeat)}</em></p>" : "")}{(message.Answers.IsEmpty
                ? ""
                : $"\n<p>{string.Join(" · ", message.Answers.Select(Html))}</p>")}{(message.UnsubscribeUrl is { } url
                ? $"\n<hr><p><a href=\"{Text(url.AbsoluteUri)}\">{Text(words.StopMessages)}</a></p>"
                : "")}
            </body></html>

            """;
    }

    private static string Plain(MessageLink link) => $"{link.Label}: {link.Url.AbsoluteUri}";

    private static string Html(MessageLink link) => $"<a href=\"{Text(link.Url.AbsoluteUri)}\">{Text(link.Label)}</a>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

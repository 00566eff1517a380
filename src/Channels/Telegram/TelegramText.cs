using Kwala.Core.Messages;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Telegram;

/// <summary>Composes what the owner sees: title, body, and the lines that must survive any cut.</summary>
internal static class TelegramText
{
    private const int TitleLengthMax = 256;

    /// <summary>The message in Telegram's HTML, within its limit.</summary>
    public static string Of(OutboundMessage message)
    {
        var title = TelegramHtml.Cut(TelegramHtml.Escape(message.Content.Title), TitleLengthMax);
        var head = title.Length == 0 ? "" : $"<b>{title}</b>\n\n";
        var words = FixedWords.Of(message.Fields);
        var tail = (message.MayBeRepeat ? $"\n\n<i>{TelegramHtml.Escape(words.MayBeRepeat)}</i>" : "")
            + (message.UnsubscribeUrl is { } url
                ? $"\n\n<a href=\"{TelegramHtml.Escape(url.AbsoluteUri)}\">"
                    + $"{TelegramHtml.Escape(words.StopMessages)}</a>"
                : "");
        var room = TelegramHtml.VisibleLengthMax - TelegramHtml.VisibleLength(head) - TelegramHtml.VisibleLength(tail);
        return head + TelegramHtml.Cut(message.Content.Html ?? TelegramHtml.Escape(message.Content.Text), room) + tail;
    }
}

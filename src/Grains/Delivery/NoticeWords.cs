using System.Net;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Delivery;

/// <summary>The words of a notice: what was learned, as Core says it to the owner.</summary>
internal static class NoticeWords
{
    public static RenderedMessage Of(Notification notice, Markup markup)
    {
        var text = notice.Fields[TemplateFields.Notice];
        var html = WebUtility.HtmlEncode(text);
        return new RenderedMessage($"About {notice.Kind}", text, markup switch
        {
            Markup.EmailHtml => $"<p>{html}</p>",
            Markup.TelegramHtml => html,
            _ => null,
        });
    }
}

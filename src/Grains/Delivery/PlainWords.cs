using System.Net;
using System.Text;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Delivery;

/// <summary>
/// The words of last resort: for a critical message whose template fails or is gone, and for the inbox in the same
/// case.
/// Plain, but nothing is lost.
/// </summary>
internal static class PlainWords
{
    private const int LengthMax = 3000;

    public static RenderedMessage Of(Notification notification, Markup markup)
    {
        var role = notification.Role.ToString().ToLowerInvariant();
        var title = $"{notification.Kind}: {role} for {Field(notification, TemplateFields.WalletShort)}";
        var text = new StringBuilder(title).Append('\n');
        foreach (var (name, value) in notification.Fields)
            if (value.Length > 0 && text.Length + name.Length + value.Length < LengthMax)
                text.Append('\n').Append(name).Append(": ").Append(value);
        var plain = text.ToString();
        return new RenderedMessage(title, plain, Html(plain, markup));
    }

    private static string Field(Notification notification, string name) =>
        notification.Fields.GetValueOrDefault(name) ?? notification.Subject.Value;

    private static string? Html(string plain, Markup markup) => markup switch
    {
        Markup.EmailHtml => $"<pre>{WebUtility.HtmlEncode(plain)}</pre>",
        Markup.TelegramHtml => WebUtility.HtmlEncode(plain),
        _ => null,
    };
}

using System.Globalization;
using System.Net;
using System.Text;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Delivery;

/// <summary>
/// The words of a digest: a heading, and one line for each thing that it tells of. The lines were worded by their
/// workflows' own templates, and are shown as text.
/// </summary>
internal static class DigestWords
{
    public static RenderedMessage Of(Notification digest, Markup markup)
    {
        var lines = digest.Fields
            .Where(field => field.Key.StartsWith(TemplateFields.ItemPrefix, StringComparison.Ordinal))
            .Select(field => field.Value)
            .ToArray();
        var count = int.Parse(digest.Fields[TemplateFields.Count], CultureInfo.InvariantCulture);
        var left = count - lines.Length;
        var (words, wallet) = (FixedWords.Of(digest.Fields), digest.Fields[TemplateFields.WalletShort]);
        var title = count == 1
            ? FixedWords.Fill(words.DigestOfOne, wallet)
            : FixedWords.Fill(words.DigestOfMany, count, wallet);
        if (left > 0)
            lines = [.. lines, FixedWords.Fill(words.MoreInInbox, left)];
        return new RenderedMessage(title, Plain(lines), Html(lines, markup));
    }

    private static string Plain(string[] lines) => string.Join('\n', lines.Select(line => $"- {line}"));

    private static string? Html(string[] lines, Markup markup)
    {
        if (markup == Markup.None)
            return null;
        var html = new StringBuilder();
        foreach (var line in lines)
        {
            var text = WebUtility.HtmlEncode(line);
            html.Append(markup == Markup.EmailHtml ? $"<li>{text}</li>" : $"• {text}\n");
        }

        return markup == Markup.EmailHtml ? $"<ul>{html}</ul>" : html.ToString().TrimEnd();
    }
}

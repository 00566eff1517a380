
namespace Kwala.Workflows.Templates;

/// <summary>Plain text: emphasis is dropped, a link's address stands behind its words.</summary>
internal sealed class PlainTextWriter(FieldValues values) : BodyWriter(values)
{
    protected override string LineBreak => "\n";

    protected override string Rule => "---";

    protected override string BlockEnd => "\n\n";

    protected override string Escaped(string text) => text;

    protected override string Bold(string inner) => inner;

    protected override string Italic(string inner) => inner;

    protected override string Struck(string inner) => inner;

    protected override string Code(string inner) => inner;

    protected override string Link(string address, string inner) =>
        inner == address || inner.Length == 0 ? address : $"{inner} ({address})";

    protected override string Heading(string inner) => inner;

    protected override string Paragraph(string inner) => inner;

    protected override string Quote(string inner) => "> " + inner.Replace("\n", "\n> ", StringComparison.Ordinal);

    protected override string CodeBlock(string inner) => inner;

    protected override string List(bool ordered, IReadOnlyList<string> items) => Bulleted(ordered, items);
}

/// <summary>HTML for mail readers: the elements of Markdown and no others, without attributes but href.</summary>
internal sealed class EmailHtmlWriter(FieldValues values) : BodyWriter(values)
{
    protected override string LineBreak => "<br>\n";

    protected override string Rule => "<hr>";

    protected override string BlockEnd => "\n";

    protected override string Escaped(string text) => Html.Encode(text);

    protected override string Bold(string inner) => $"<strong>{inner}</strong>";

    protected override string Italic(string inner) => $"<em>{inner}</em>";

    protected override string Struck(string inner) => $"<s>{inner}</s>";

    protected override string Code(string inner) => $"<code>{inner}</code>";

    protected override string Link(string address, string inner) => $"<a href=\"{Html.Encode(address)}\">{inner}</a>";

    protected override string Heading(string inner) => $"<h2>{inner}</h2>";

    protected override string Paragraph(string inner) => $"<p>{inner}</p>";

    protected override string Quote(string inner) => $"<blockquote>{inner}</blockquote>";

    protected override string CodeBlock(string inner) => $"<pre><code>{inner}</code></pre>";

    protected override string List(bool ordered, IReadOnlyList<string> items)
    {
        var tag = ordered ? "ol" : "ul";
        return $"<{tag}>\n{string.Concat(items.Select(i => $"<li>{i}</li>\n"))}</{tag}>";
    }
}

/// <summary>
/// The tags of Telegram's HTML parse mode that templates use: b, i, s, code, pre and a. Everything else is text.
/// Source: https://core.telegram.org/bots/api#html-style.
/// </summary>
internal sealed class TelegramHtmlWriter(FieldValues values) : BodyWriter(values)
{
    protected override string LineBreak => "\n";

    protected override string Rule => "———";

    protected override string BlockEnd => "\n\n";

    protected override string Escaped(string text) => Html.Encode(text);

    protected override string Bold(string inner) => $"<b>{inner}</b>";

    protected override string Italic(string inner) => $"<i>{inner}</i>";

    protected override string Struck(string inner) => $"<s>{inner}</s>";

    protected override string Code(string inner) => $"<code>{inner}</code>";

    protected override string Link(string address, string inner) => $"<a href=\"{Html.Encode(address)}\">{inner}</a>";

    protected override string Heading(string inner) => $"<b>{inner}</b>";

    protected override string Paragraph(string inner) => inner;

    protected override string Quote(string inner) => inner;

    protected override string CodeBlock(string inner) => $"<pre>{inner}</pre>";

    protected override string List(bool ordered, IReadOnlyList<string> items) => Bulleted(ordered, items);
}

/// <summary>Text in HTML.</summary>
internal static class Html
{
    /// <summary>Safe in text and in a quoted attribute; letters beyond ASCII stay as they are.</summary>
    public static string Encode(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);
}

using System.Globalization;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kwala.Workflows.Templates;

/// <summary>
/// Writes a Markdown body in one channel's form. What a form has no word for is written as the text within. Images and
/// raw HTML have no form anywhere.
/// </summary>
internal abstract class BodyWriter(FieldValues values)
{
    private const int DepthMax = 16;

    private int _depth;

    public string Write(MarkdownDocument document) => Blocks(document);

    protected abstract string Escaped(string text);

    protected abstract string Bold(string inner);

    protected abstract string Italic(string inner);

    protected abstract string Struck(string inner);

    protected abstract string Code(string inner);

    protected abstract string Link(string address, string inner);

    protected abstract string LineBreak { get; }

    protected abstract string Heading(string inner);

    protected abstract string Paragraph(string inner);

    protected abstract string Quote(string inner);

    protected abstract string CodeBlock(string inner);

    protected abstract string List(bool ordered, IReadOnlyList<string> items);

    protected abstract string Rule { get; }

    /// <summary>What stands between two blocks.</summary>
    protected abstract string BlockEnd { get; }

    private string Blocks(ContainerBlock container)
    {
        // Each level of a template's own nesting is one call deep.
        if (++_depth > DepthMax)
            throw new InvalidOperationException($"At most {DepthMax} levels of lists and quotes.");
        var written = string.Join(BlockEnd, container.Select(Block).Where(b => b.Length > 0));
        _depth--;
        return written;
    }

    private string Block(Block block) => block switch
    {
        HeadingBlock heading => Heading(Inlines(heading.Inline)),
        ParagraphBlock paragraph => Paragraph(Inlines(paragraph.Inline)),
        CodeBlock code => CodeBlock(Text(code.Lines.ToString())),
        ThematicBreakBlock => Rule,
        QuoteBlock quote => Quote(Blocks(quote)),
        ListBlock list => List(list.IsOrdered, [.. list.OfType<ListItemBlock>().Select(Blocks)]),
        LinkReferenceDefinitionGroup => "",
        ContainerBlock container => Blocks(container),
        LeafBlock leaf => Paragraph(Inlines(leaf.Inline)),
        _ => "",
    };

    private string Inlines(ContainerInline? container) =>
        container is null ? "" : string.Concat(container.Select(Inline));

    private string Inline(Inline inline) => inline switch
    {
        LiteralInline literal => Text(literal.Content.ToString()),
        CodeInline code => Code(Text(code.Content)),
        EmphasisInline { DelimiterChar: '~' } struck => Struck(Inlines(struck)),
        EmphasisInline { DelimiterCount: 2 } bold => Bold(Inlines(bold)),
        EmphasisInline italic => Italic(Inlines(italic)),
        LinkInline { IsImage: false } link => Linked(link.GetDynamicUrl?.Invoke() ?? link.Url, Inlines(link)),
        AutolinkInline auto => Linked(auto.IsEmail ? "mailto:" + auto.Url : auto.Url, Text(auto.Url)),
        LineBreakInline { IsHard: true } => LineBreak,
        LineBreakInline => "\n",
        HtmlEntityInline entity => Text(entity.Transcoded.ToString()),
        HtmlInline html => Text(html.Tag),
        ContainerInline container => Inlines(container),
        _ => "",
    };

    private string Linked(string? url, string inner) =>
        LinkRule.Address(url, values) is { } address ? Link(address, inner) : inner;

    private string Text(string text) => Escaped(values.Fill(text));

    /// <summary>Numbers or dots before a list's items.</summary>
    protected static string Bulleted(bool ordered, IReadOnlyList<string> items) =>
        string.Join('\n', items.Select((item, i) => string.Concat(
            ordered ? string.Create(CultureInfo.InvariantCulture, $"{i + 1}. ") : "• ",
            item.Replace("\n", "\n   ", StringComparison.Ordinal))));
}

using System.Collections.Immutable;
using System.Globalization;
using HandlebarsDotNet;
using Kwala.Core.Messages;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace Kwala.Workflows.Templates;

/// <summary>
/// A title and a Markdown body, both Handlebars, compiled once. Filling gives Markdown with one placeholder per value
/// (see <see cref="FieldValues"/>); each form is written from that document.
/// </summary>
internal sealed class CompiledTemplate
{
    /// <summary>The most characters of plain text or markup that a message may have (Telegram takes 4096).</summary>
    public const int LengthMax = 4000;

    private const int TitleLengthMax = 200;

    // A message that is too long is filled again with shorter values before it fails: an alert cut short beats none.
    private static readonly ImmutableArray<int> ValueLengths = [256, 80, 16];

    // No helper that a template could call is left; the tags were checked before (TagReader).
    private static readonly IHandlebars Engine = Handlebars.Create(
        new HandlebarsConfiguration { NoEscape = true, FormatProvider = CultureInfo.InvariantCulture });

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).Build();

    private readonly string _name;
    private readonly HandlebarsTemplate<object, object> _title;
    private readonly HandlebarsTemplate<object, object> _body;
    private readonly ImmutableArray<TemplateField> _titleFields;
    private readonly ImmutableArray<TemplateField> _bodyFields;

    // Values differ from message to message, their shape seldom does: what was filled and read for the last one serves.
    private volatile Filled? _last;

    private sealed record Filled(string Shape, string Title, MarkdownDocument Body);

    private CompiledTemplate(string name, TemplateText title, TemplateText body)
    {
        _name = name;
        (_title, _titleFields) = (Engine.Compile(title.Text), title.Fields);
        (_body, _bodyFields) = (Engine.Compile(body.Text), body.Fields);
    }

    /// <summary>The fields that it names.</summary>
    public IEnumerable<string> Fields => _titleFields.Concat(_bodyFields).Select(it => it.Name);

    /// <summary>Those that its title names.</summary>
    public IEnumerable<string> TitleFields => _titleFields.Select(it => it.Name);

    /// <summary>Compiles what <see cref="TemplateText"/> found in order, or says why it cannot be rendered.</summary>
    public static (CompiledTemplate? Template, string Problem) Compile(
        string name, TemplateText title, TemplateText body)
    {
        try
        {
            var template = new CompiledTemplate(name, title, body);
            return template.Trial() is { } problem ? (null, problem) : (template, "");
        }
        catch (HandlebarsException refused)
        {
            return (null, $"Template {name} cannot be read: {refused.Message}");
        }
    }

    /// <summary>As <see cref="MessageTemplate.Render"/>.</summary>
    public RenderOutcome Render(ImmutableSortedDictionary<string, string> fields, Markup markup)
    {
        if (Missing(_titleFields.Concat(_bodyFields), fields) is { } missing)
            return new RenderOutcome.Failed($"Template {_name}: the field {missing} is missing.");
        try
        {
            foreach (var length in ValueLengths)
                if (Rendered(fields, markup, length) is { } message)
                    return new RenderOutcome.Rendered(message);
            return new RenderOutcome.Failed($"Template {_name}: the message is longer than {LengthMax} characters.");
        }
        // Two libraries run here on text from outside; whatever they throw must cost this one message and no more.
        catch (Exception broken)
        {
            return new RenderOutcome.Failed($"Template {_name} failed: {broken.GetType().Name}.");
        }
    }

    /// <summary>As <see cref="MessageTemplate.Title"/>.</summary>
    public string? Title(ImmutableSortedDictionary<string, string> fields)
    {
        if (Missing(_titleFields, fields) is not null)
            return null;
        try
        {
            var values = Values(_titleFields, fields, ValueLengths[0]);
            return OneLine(values.Fill(_title(Model(_titleFields, values))));
        }
        // As above.
        catch (Exception)
        {
            return null;
        }
    }

    private static string? Missing(
        IEnumerable<TemplateField> named, ImmutableSortedDictionary<string, string> fields) =>
        named.FirstOrDefault(f => f.Printed && !fields.ContainsKey(f.Name) && !MayBeAbsent(f.Name))?.Name;

    private RenderedMessage? Rendered(ImmutableSortedDictionary<string, string> fields, Markup markup, int valueLength)
    {
        var (titleValues, values) = (
            Values(_titleFields, fields, valueLength), Values(_bodyFields, fields, valueLength));
        var filled = Fill(titleValues, values);
        var (title, document) = (OneLine(titleValues.Fill(filled.Title)), filled.Body);
        var text = new PlainTextWriter(values).Write(document);
        var html = markup switch
        {
            Markup.EmailHtml => new EmailHtmlWriter(values).Write(document),
            Markup.TelegramHtml => new TelegramHtmlWriter(values).Write(document),
            _ => null,
        };
        return text.Length > LengthMax || html?.Length > 4 * LengthMax ? null : new RenderedMessage(title, text, html);
    }

    private Filled Fill(FieldValues title, FieldValues body)
    {
        var shape = string.Concat(title.Shape, body.Shape);
        return _last is { } last && last.Shape == shape
            ? last
            : _last = new Filled(
                shape,
                _title(Model(_titleFields, title)),
                Markdown.Parse(_body(Model(_bodyFields, body)), Pipeline));
    }

    // The trigger's arguments are not known where another log moved the position, or none did: a line moved.
    private static bool MayBeAbsent(string field) => TemplateFields.Optional.Contains(field)
        || field.StartsWith(TemplateFields.ArgumentPrefix, StringComparison.Ordinal);

    // Both ways through the conditions, with a value in every field and with none.
    private string? Trial()
    {
        foreach (var sample in (string[])["1", ""])
        {
            var fields = _titleFields.Concat(_bodyFields).Select(f => f.Name).Distinct()
                .ToImmutableSortedDictionary(n => n, _ => sample, StringComparer.Ordinal);
            if (Render(fields, Markup.EmailHtml) is RenderOutcome.Failed failed)
                return failed.Reason;
        }

        return null;
    }

    private static FieldValues Values(
        ImmutableArray<TemplateField> names, ImmutableSortedDictionary<string, string> fields, int length) =>
        new([.. names.Select(f => FieldValues.Clean(fields.GetValueOrDefault(f.Name, ""), length))]);

    private static Dictionary<string, object> Model(ImmutableArray<TemplateField> names, FieldValues values)
    {
        var model = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            model[string.Create(CultureInfo.InvariantCulture, $"f{i}")] = values.Placeholder(i);
            model[string.Create(CultureInfo.InvariantCulture, $"c{i}")] = values.IsTrue(i);
        }

        return model;
    }

    private static string OneLine(string title)
    {
        var line = string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= TitleLengthMax)
            return line;
        var end = char.IsHighSurrogate(line[TitleLengthMax - 2]) ? TitleLengthMax - 2 : TitleLengthMax - 1;
        return string.Concat(line.AsSpan(0, end), "…");
    }
}

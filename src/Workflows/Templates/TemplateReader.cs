using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kwala.Core.Abi;
using Kwala.Core.Messages;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;
using Kwala.Workflows.Compilation;
using Kwala.Workflows.Yaml;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kwala.Workflows.Templates;

/// <summary>Reads <c>templates:</c>, a map from name to title and body.</summary>
internal sealed partial class TemplateReader(Scalars scalars, Mistakes mistakes)
{
    private const int TemplatesMax = 32;
    private const int LanguagesMax = 16;
    private const int TitleLengthMax = 200;
    private const int BodyLengthMax = 3000;

    /// <summary>The workflow's own templates, and the built-in ones that it does not replace.</summary>
    public ImmutableSortedDictionary<string, WordedTemplate> Read(
        YamlNode? node, AbiEvent? triggeredBy, ReadPlan? reads) =>
        BuiltInTemplates.All.SetItems(ReadOwn(node, triggeredBy, reads));

    /// <summary>The templates of a <c>templates:</c> map.</summary>
    public ImmutableSortedDictionary<string, WordedTemplate> ReadOwn(
        YamlNode? node, AbiEvent? triggeredBy, ReadPlan? reads)
    {
        var templates = ImmutableSortedDictionary.CreateBuilder<string, WordedTemplate>(StringComparer.Ordinal);
        if (scalars.Map(node, "a map from name to title and body") is not { } map)
            return templates.ToImmutable();
        if (map.Entries.Length > TemplatesMax)
            mistakes.Add(map.Place, $"At most {TemplatesMax} templates in one workflow.");
        foreach (var (key, value) in new Section(map, mistakes).Entries)
            if (scalars.Name(key, "the name of a template") is { } name
                && scalars.Map(value, "a map with title and body") is { } parts
                && KnownFields.Of(new TemplateName(name), triggeredBy, reads) is var known
                && Template(name, parts, known) is { } template)
                templates[name] = template;
        return templates.ToImmutable();
    }

    private WordedTemplate? Template(string name, YamlNode.Map map, KnownFields known)
    {
        var section = new Section(map, mistakes);
        var own = Words(name, section, known);
        var languages = Languages(name, section.Optional("languages"), known);
        section.Close();
        return own is null ? null : new WordedTemplate(own, languages, isBuiltIn: false);
    }

    // Read like the template's own words: what is wrong with one language is found before anyone chooses it.
    private ImmutableSortedDictionary<string, CompiledTemplate> Languages(
        string name, YamlNode? node, KnownFields known)
    {
        var languages = ImmutableSortedDictionary.CreateBuilder<string, CompiledTemplate>(StringComparer.Ordinal);
        if (scalars.Map(node, "a map from language to title and body") is not { } map)
            return languages.ToImmutable();
        if (map.Entries.Length > LanguagesMax)
            mistakes.Add(map.Place, $"At most {LanguagesMax} languages in one template.");
        foreach (var (key, value) in new Section(map, mistakes).Entries)
        {
            if (!LanguageTag.TryParse(key.Value, out var tag))
                mistakes.Add(key.Place,
                    $"\"{Shown.Of(key.Value)}\" is not a language: write one such as de, pt-BR or zh-Hant.");
            else if (tag.Value != key.Value)
                mistakes.Add(key.Place, $"Write {tag}, not \"{key.Value}\".");
            if (scalars.Map(value, "a map with title and body") is not { } parts)
                continue;
            var section = new Section(parts, mistakes);
            var words = Words(name, section, known);
            section.Close();
            if (words is not null)
                languages[key.Value] = words;
        }

        return languages.ToImmutable();
    }

    private CompiledTemplate? Words(string name, Section section, KnownFields known)
    {
        var title = scalars.Text(section.Required("title", "one line, such as Health factor {{value}}"), "one line");
        var body = scalars.Text(section.Required("body", "| and Markdown on the next lines"), "Markdown");
        if (title is null || body is null)
            return null;
        var titleText = Checked(title, known, TitleLengthMax);
        var bodyText = Checked(body, known, BodyLengthMax);
        if (titleText is null || bodyText is null || !LinksAreAllowed(body))
            return null;
        var (template, problem) = CompiledTemplate.Compile(name, titleText, bodyText);
        if (template is null)
            mistakes.Add(body.Place, problem);
        return template;
    }

    private TemplateText? Checked(YamlNode.Text text, KnownFields known, int lengthMax)
    {
        if (text.Value.Length > lengthMax)
        {
            mistakes.Add(text.Place, $"At most {lengthMax} characters here; this has {text.Value.Length}.");
            return null;
        }

        var hidden = text.Value.AsSpan().IndexOfAnyInRange('\uE000', '\uF8FF');
        if (hidden >= 0)
            mistakes.Add(text.PlaceOf(hidden), "This character (private use) has no meaning to readers: leave it out.");
        var read = TemplateText.Of(text.Value, known);
        foreach (var (offset, problem) in read.Problems)
            mistakes.Add(text.PlaceOf(offset), problem);
        return hidden < 0 && read.Problems.IsEmpty ? read : null;
    }

    // A tag counts as one character of its address: it may stand behind the host only.
    private bool LinksAreAllowed(YamlNode.Text body)
    {
        var values = new FieldValues(["x"]);
        var placeholder = values.Placeholder(0);
        var allowed = true;
        foreach (var link in Markdown.Parse(Tag().Replace(body.Value, placeholder)).Descendants<LinkInline>())
        {
            if (!link.IsImage && LinkRule.Address(link.Url, values) is not null)
                continue;
            allowed = false;
            var literal = link.Url?.Split(placeholder)[0] ?? "";
            var found = literal.Length > 0 ? literal : link.IsImage ? "![" : "](";
            mistakes.Add(body.PlaceOf(Math.Max(0, body.Value.IndexOf(found, StringComparison.Ordinal))), link.IsImage
                ? "Images are not supported: channels show them each in their own way, or not at all."
                : "This link may not be followed: write http://, https:// or mailto: and the host before any field.");
        }

        return allowed;
    }

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tag();
}

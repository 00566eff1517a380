using System.Collections.Immutable;
using Kwala.Core.Messages;

namespace Kwala.Workflows.Templates;

/// <summary>A template's own words and the same in other languages, by tag; chosen for each message.</summary>
internal sealed class WordedTemplate(
    CompiledTemplate own, ImmutableSortedDictionary<string, CompiledTemplate> languages, bool isBuiltIn)
    : MessageTemplate
{
    /// <summary>The words where nobody asks for a language, or there are none in it.</summary>
    public CompiledTemplate Own => own;

    /// <summary>Whether it came with the product.</summary>
    public bool IsBuiltIn => isBuiltIn;

    /// <summary>The words by language.</summary>
    public ImmutableSortedDictionary<string, CompiledTemplate> Languages => languages;

    /// <summary>The fields that it names in any language.</summary>
    public IEnumerable<string> Fields => languages.Values.Prepend(own).SelectMany(words => words.Fields);

    public override ImmutableArray<string> TitleFields { get; } =
        [.. languages.Values.Prepend(own).SelectMany(words => words.TitleFields).Distinct()];

    public override string? LanguageFor(string wanted) => LanguageTag.Lookup(wanted, languages.ContainsKey);

    public override RenderOutcome Render(ImmutableSortedDictionary<string, string> fields, Markup markup)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return WordsFor(fields).Render(fields, markup);
    }

    public override string? Title(ImmutableSortedDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return WordsFor(fields).Title(fields);
    }

    private CompiledTemplate WordsFor(ImmutableSortedDictionary<string, string> fields) =>
        LanguageTag.Lookup(fields.GetValueOrDefault(TemplateFields.Language), languages.ContainsKey) is { } language
            ? languages[language]
            : own;
}

using System.Collections.Immutable;
using Kwala.Core.Messages;
using Kwala.Core.Reading;
using Kwala.Workflows.Compilation;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Templates;

/// <summary>
/// The templates that every workflow can name without writing them, in every language that there are fixed words in
/// (<c>BuiltIn/en.yaml</c> and its like).
/// </summary>
internal static class BuiltInTemplates
{
    /// <summary>By name. Their own words are English.</summary>
    public static ImmutableSortedDictionary<string, WordedTemplate> All { get; } = Read();

    private static ImmutableSortedDictionary<string, WordedTemplate> Read()
    {
        var byLanguage = FixedWords.Languages.ToDictionary(language => language, In);
        return byLanguage[FixedWords.English].ToImmutableSortedDictionary(
            it => it.Key,
            it => new WordedTemplate(
                it.Value.Own,
                byLanguage.Where(words => words.Value.ContainsKey(it.Key)).ToImmutableSortedDictionary(
                    words => words.Key, words => words.Value[it.Key].Own, StringComparer.Ordinal),
                isBuiltIn: true),
            StringComparer.Ordinal);
    }

    private static ImmutableSortedDictionary<string, WordedTemplate> In(string language)
    {
        var resource = $"BuiltIn.{language}.yaml";
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(resource)!;
        using var text = new StreamReader(stream);
        var mistakes = new Mistakes(resource);
        var templates = new TemplateReader(new Scalars(mistakes), mistakes)
            .ReadOwn(YamlReader.Read(text.ReadToEnd(), mistakes), triggeredBy: null, ReadPlan.None);
        return mistakes.Any ? throw new InvalidOperationException(mistakes.InOrder()[0].ToString()) : templates;
    }
}

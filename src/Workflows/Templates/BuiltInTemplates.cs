using System.Collections.Immutable;
using Kwala.Core.Reading;
using Kwala.Workflows.Compilation;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Templates;

/// <summary>The templates that every workflow can name without writing them (BuiltInTemplates.yaml).</summary>
internal static class BuiltInTemplates
{
    private const string Resource = "BuiltInTemplates.yaml";

    /// <summary>By name.</summary>
    public static ImmutableSortedDictionary<string, CompiledTemplate> All { get; } = Read();

    private static ImmutableSortedDictionary<string, CompiledTemplate> Read()
    {
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new StreamReader(stream);
        var mistakes = new Mistakes(Resource);
        var templates = new TemplateReader(new Scalars(mistakes), mistakes)
            .ReadOwn(YamlReader.Read(text.ReadToEnd(), mistakes), triggeredBy: null, ReadPlan.None, isBuiltIn: true);
        return mistakes.Any ? throw new InvalidOperationException(mistakes.InOrder()[0].ToString()) : templates;
    }
}

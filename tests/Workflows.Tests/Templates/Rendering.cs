using System.Collections.Immutable;
using Kwala.Core.Messages;

namespace Kwala.Workflows.Tests.Templates;

/// <summary>Renders one template of a workflow that has no other.</summary>
internal static class Rendering
{
    /// <summary>Every documented field, and the arguments of <see cref="Compiling.Sound"/>.</summary>
    public static ImmutableSortedDictionary<string, string> Fields { get; } =
        TemplateFields.All.Concat(["args.user", "args.healthFactor", "args.market", "args.paused"])
            .ToImmutableSortedDictionary(n => n, n => $"[{n.Replace("args.", "")}]", StringComparer.Ordinal);

    public static MessageTemplate Template(string body, string title = "t") => Compiling.Compiled(Yaml(body, title))
        .Templates[new("own")];

    public static string Yaml(string body, string title = "t") => Compiling.Sound
        + $"\ntemplates:\n  own:\n    title: '{title.Replace("'", "''")}'\n    body: |2\n      "
        + body.Replace("\n", "\n      ");

    public static RenderedMessage Rendered(string body, Markup markup, params (string Name, string Value)[] fields) =>
        Rendered(Template(body), markup, fields);

    public static RenderedMessage Rendered(
        MessageTemplate template, Markup markup, params (string Name, string Value)[] fields)
    {
        var all = Fields.SetItems(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return Assert.IsType<RenderOutcome.Rendered>(template.Render(all, markup)).Message;
    }
}

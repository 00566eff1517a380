using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>resolved:</c> and <c>repeat:</c>: what is told of an episode after its alerts.</summary>
internal sealed class FollowUpReader(
    ActionReader actions, IReadOnlyCollection<string> templates, Scalars scalars, Mistakes mistakes)
{
    private const int AtMostByDefault = 10;

    private static readonly TimeSpan EveryMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EveryMax = TimeSpan.FromDays(30);

    /// <summary>On and off.</summary>
    public static readonly ImmutableSortedDictionary<string, bool> Switch =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("true", true),
            KeyValuePair.Create("false", false),
        ]);

    /// <summary><c>true</c>, <c>false</c>, or a map with template and channels; null for not told.</summary>
    public ResolvedPlan? Resolved(YamlNode? node)
    {
        if (node is null or YamlNode.Text)
            return scalars.OneOf(node, "a switch", Switch) == true ? new ResolvedPlan(TemplateName.Resolved, []) : null;
        if (scalars.Map(node, "true, or a map with template and channels") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var template = actions.Template(section.Optional("template"), templates);
        var channels = section.Optional("channels") is { } named ? actions.Channels(named) : [];
        section.Close();
        return new ResolvedPlan(template is null ? TemplateName.Resolved : new TemplateName(template), channels);
    }

    /// <summary>A duration, or a map with every, at-most and template; null for told once.</summary>
    public RepeatPlan? Repeat(YamlNode? node)
    {
        if (node is null)
            return null;
        if (node is YamlNode.Text)
            return Every(node) is { } alone ? new RepeatPlan(alone, AtMostByDefault, null) : null;
        if (scalars.Map(node, "a duration such as 6h, or a map with every and at-most") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var every = Every(section.Required("every", "6h"));
        var most = scalars.Whole(section.Optional("at-most"), "a number of repeats", 1, RepeatPlan.AtMostMax);
        var template = actions.Template(section.Optional("template"), templates);
        section.Close();
        return every is { } known
            ? new RepeatPlan(known, most ?? AtMostByDefault, template is null ? null : new TemplateName(template))
            : null;
    }

    private TimeSpan? Every(YamlNode? node)
    {
        if (scalars.Text(node, "a duration such as 30m or 6h") is not { } text)
            return null;
        if (Durations.TryParse(text.Value) is { } given && given >= EveryMin && given <= EveryMax)
            return given;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not a duration from 1m to 30d: write 90s, 30m, 6h or 1d.");
        return null;
    }
}

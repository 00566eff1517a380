using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads how a workflow spares attention.</summary>
internal sealed class RestraintReader(Scalars scalars, Mistakes mistakes)
{
    private const int KindsMax = 16;

    private static readonly ImmutableSortedDictionary<string, bool> Truths =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
            [KeyValuePair.Create("true", true), KeyValuePair.Create("false", false)]);

    public Restraint Read(Section section, Lane lane)
    {
        var (cooldown, group) = (section.Optional("cooldown"), section.Optional("group"));
        var digest = section.Optional("digest");
        foreach (var (node, key) in new[] { (cooldown, "cooldown"), (group, "group"), (digest, "digest") })
            if (node is not null && lane == Lane.Critical)
                mistakes.Add(
                    node.Place, $"The critical lane is told at once: leave {key} out, or choose another lane.");
        return new Restraint
        {
            Cooldown = Span(cooldown, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), "1m to 7d"),
            Group = Span(group, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1), "10s to 1d"),
            Digest = scalars.OneOf(digest, "true or false", Truths) ?? false,
            Inhibits =
            [
                .. scalars.TextOrList(section.Optional("inhibits"), "a kind or a list of kinds", KindsMax)
                    .Select(text => scalars.Name(text, "a kind")).OfType<string>().Select(name => new KindName(name)),
            ],
        };
    }

    private TimeSpan? Span(YamlNode? node, TimeSpan least, TimeSpan most, string range)
    {
        if (scalars.Text(node, "a duration such as 30m or 2h") is not { } text)
            return null;
        if (Durations.TryParse(text.Value) is { } given && given >= least && given <= most)
            return given;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not a duration from {range}: write 90s, 30m, 2h or 1d.");
        return null;
    }
}

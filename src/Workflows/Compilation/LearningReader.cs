using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads what may be learned from a workflow's alerts: <c>learn: off</c>, or a map of <c>sizes</c>, <c>within</c> and
/// <c>acted</c>.
/// </summary>
internal sealed class LearningReader(Scalars scalars, Mistakes mistakes)
{
    private static readonly TimeSpan WithinMin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WithinMax = TimeSpan.FromDays(30);

    private static readonly ImmutableSortedDictionary<string, bool> Switch =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
            [KeyValuePair.Create("on", true), KeyValuePair.Create("off", false)]);

    private static readonly ImmutableSortedDictionary<string, bool> Acted =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
            [KeyValuePair.Create("resolved", true), KeyValuePair.Create("reported", false)]);

    public Learning Read(YamlNode? node, Lane lane, ThresholdRule? rule)
    {
        if (node is null)
            return Learning.Default;
        if (lane == Lane.Critical)
            mistakes.Add(
                node.Place, "Nothing is learned in the critical lane: leave learn out, or choose another lane.");
        if (node is YamlNode.Text)
            return new Learning { On = scalars.OneOf(node, "on or off", Switch) ?? true };
        if (scalars.Map(node, "on, off or a map such as { sizes: [5, 10], within: 48h }") is not { } map)
            return Learning.Default;
        var section = new Section(map, mistakes);
        var acted = section.Optional("acted");
        var learning = new Learning
        {
            Sizes = Sizes(section.Optional("sizes")),
            Window = Within(section.Optional("within")),
            ResolvedIsActed = scalars.OneOf(acted, "resolved or reported", Acted) ?? false,
        };
        if (learning.ResolvedIsActed && rule is { Latches: false })
            mistakes.Add(acted!.Place, "Without a latch no episode ends: leave acted out.");
        section.Close();
        return learning;
    }

    private ImmutableArray<Rational> Sizes(YamlNode? node)
    {
        if (node is null)
            return [];
        var sizes = ImmutableArray.CreateBuilder<Rational>();
        foreach (var text in scalars.TextOrList(node, "a number or a growing list of them", Magnitude.BucketsMax - 1))
        {
            if (scalars.Number(text, text.Value, "a number") is not { } size)
                continue;
            if (sizes.Count > 0 && size <= sizes[^1])
                mistakes.Add(text.Place, "Sizes grow: write the smallest first.");
            sizes.Add(size);
        }

        return sizes.ToImmutable();
    }

    private TimeSpan? Within(YamlNode? node)
    {
        if (scalars.Text(node, "a duration such as 48h") is not { } text)
            return null;
        if (Durations.TryParse(text.Value) is { } given && given >= WithinMin && given <= WithinMax)
            return given;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not a duration from 10m to 30d: write 90s, 30m, 2h or 1d.");
        return null;
    }
}

using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>actions:</c>.</summary>
internal sealed class ActionReader(Vocabulary vocabulary, Scalars scalars, Mistakes mistakes)
{
    private const int ChannelsMax = 8;
    private const string ForOtherTiers = "default";

    private static readonly ImmutableSortedDictionary<string, Urgency> Urgencies =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("gentle", Urgency.Gentle),
            KeyValuePair.Create("standard", Urgency.Standard),
            KeyValuePair.Create("urgent", Urgency.Urgent),
        ]);

    /// <summary>The plans by tier; those of <c>default:</c> stand under every tier without its own.</summary>
    /// <param name="node">The map.</param>
    /// <param name="tiers">The workflow's tiers.</param>
    /// <param name="templates">The workflow's templates.</param>
    /// <param name="usual">The words where an action names none; null for those of a threshold.</param>
    public ImmutableSortedDictionary<TierName, ActionPlan> Read(
        YamlNode? node, ImmutableArray<string> tiers, IReadOnlyCollection<string> templates,
        TemplateName? usual = null)
    {
        var plans = ImmutableSortedDictionary.CreateBuilder<TierName, ActionPlan>();
        if (scalars.Map(node, "a map from tier to channels, urgency and template") is not { } map)
            return plans.ToImmutable();
        var section = new Section(map, mistakes);
        ActionPlan? other = null;
        foreach (var (key, value) in section.Entries)
        {
            if (key.Value != ForOtherTiers && !tiers.IsEmpty && !tiers.Contains(key.Value))
                mistakes.Add(key.Place, $"Unknown tier \"{Shown.Of(key.Value)}\": "
                    + NearestWord.Advice(key.Value, [.. tiers, ForOtherTiers]));
            if (Plan(value, templates, usual) is not { } plan)
                continue;
            if (key.Value == ForOtherTiers)
                other = plan;
            else
                plans[new TierName(key.Value)] = plan;
        }

        if (map.Entries.IsEmpty)
            mistakes.Add(map.Place, "Expected an action for at least one tier, or default.");
        if (other is not null)
            foreach (var tier in tiers.Where(t => !plans.ContainsKey(new TierName(t))))
                plans[new TierName(tier)] = other;
        return plans.ToImmutable();
    }

    private ActionPlan? Plan(YamlNode? node, IReadOnlyCollection<string> templates, TemplateName? usual)
    {
        if (scalars.Map(node, "a map with channels, urgency and template") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var channels = Channels(section.Required("channels", "[email]"));
        var urgency = scalars.OneOf(section.Optional("urgency"), "an urgency", Urgencies) ?? Urgency.Standard;
        var templateNode = section.Optional("template");
        section.Close();
        var template = templateNode is null
            ? usual?.Value ?? (urgency == Urgency.Urgent ? "threshold-urgent" : "threshold-gentle")
            : Template(templateNode, templates);
        return channels.IsEmpty || template is null
            ? null
            : new ActionPlan(channels, urgency, new TemplateName(template));
    }

    /// <summary>Channels of the deployment, without those that were reported.</summary>
    public ImmutableArray<ChannelName> Channels(YamlNode? node)
    {
        var channels = ImmutableArray.CreateBuilder<ChannelName>();
        foreach (var text in scalars.TextOrList(node, "a channel or a list of channels", ChannelsMax))
            if (vocabulary.Channels.TryGetValue(text.Value, out var channel))
                channels.Add(channel);
            else
                mistakes.Add(text.Place, $"Unknown channel \"{Shown.Of(text.Value)}\": "
                    + NearestWord.Advice(text.Value, [.. vocabulary.Channels.Keys]));
        return channels.ToImmutable();
    }

    /// <summary>The name of one of the templates; null after a mistake, and for no node.</summary>
    public string? Template(YamlNode? node, IReadOnlyCollection<string> templates)
    {
        if (scalars.Text(node, "the name of a template") is not { } text || templates.Contains(text.Value))
            return (node as YamlNode.Text)?.Value;
        mistakes.Add(text.Place,
            $"Unknown template \"{Shown.Of(text.Value)}\": {NearestWord.Advice(text.Value, templates)}");
        return null;
    }
}

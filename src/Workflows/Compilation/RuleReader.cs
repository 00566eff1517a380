using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads <c>alert:</c> with its window, <c>tiers:</c>, <c>segments:</c>, <c>rearm:</c> and <c>default-tier:</c>.
/// </summary>
internal sealed class RuleReader(SegmentReader segments, Scalars scalars, Mistakes mistakes)
{
    private const int TiersMax = 16;

    private enum Alert
    {
        Below,
        Above,
        Either,
        Falling,
        Rising,
        Change,
    }

    private static readonly ImmutableSortedDictionary<string, Alert> Alerts =
        Enum.GetValues<Alert>().ToImmutableSortedDictionary(
            alert => alert.ToString().ToLowerInvariant(), alert => alert, StringComparer.Ordinal);

    private static readonly Rearm RearmByDefault = new Rearm.Relative(Rational.Of(1, 20));

    /// <summary>The rule, as far as it is in order; the tiers' names also where their numbers are not.</summary>
    public (ThresholdRule? Rule, ImmutableArray<string> TierNames) Read(Section workflow)
    {
        var alert = scalars.OneOf(
            workflow.Required("alert", "below, above, either, falling, rising or change"), "a kind of alert", Alerts);
        var window = new WindowReader(scalars, mistakes)
            .Read(workflow, isNeeded: alert is null ? null : alert == Alert.Change);
        var latches = Latches(workflow, alert);
        var tiersNode = workflow.Required("tiers", "{ standard: 1.30 }");
        var segmentsNode = workflow.Optional("segments");
        var rearmNode = workflow.Optional("rearm");
        var defaultNode = workflow.Optional("default-tier");
        if (scalars.Map(tiersNode, "a map from tier to threshold") is not { } map)
            return (null, []);

        var section = new Section(map, mistakes);
        var side = SideOf(alert);
        var changes = alert == Alert.Change ? new ChangeLevelsReader(scalars, mistakes) : null;
        var levels = new LevelsReader(side ?? AlertSide.Below, scalars, mistakes);
        Levels? LineOf(YamlNode? value) =>
            side is null ? null : changes is null ? levels.Read(value) : changes.Read(value);
        var tiers = ImmutableSortedDictionary.CreateBuilder<TierName, Levels>();
        foreach (var (key, value) in section.Entries)
            if (Tier(key) is { } tier && LineOf(value) is { } read)
                tiers[tier] = read;
        var lines = Segments(segmentsNode, LineOf);
        ImmutableArray<string> names = [.. section.Entries.Select(e => e.Key.Value)];
        if (names.Length is 0 or > TiersMax)
            mistakes.Add(map.Place, $"1 to {TiersMax} tiers are needed here.");

        var fallback = DefaultTier(defaultNode, names, map.Place);
        var onlyCrossings = alert is Alert.Falling or Alert.Rising;
        var rearm = rearmNode is null && onlyCrossings ? new Rearm.Absolute(Rational.Zero) : ReadRearm(rearmNode);
        if (side is not { } known || rearm is null || fallback is not { } found || !tiers.ContainsKey(found)
            || (changes is not null && window is null))
            return (null, names);
        return (new ThresholdRule(changes?.Side ?? known, tiers.ToImmutable(), found, rearm)
        {
            Segments = lines,
            OnlyCrossings = onlyCrossings,
            Latches = latches,
            Change = changes is null
                ? null
                : new ChangeRule(window!.Value.Length, window.Value.IsSliding, changes.IsRelative),
        }, names);
    }

    // Where every log stands alone there is no episode that could come back, stay or end.
    private bool Latches(Section workflow, Alert? alert)
    {
        var node = workflow.Optional("latch");
        if (scalars.OneOf(node, "a switch", FollowUpReader.Switch) ?? true)
            return true;
        if (alert is Alert.Falling or Alert.Rising or Alert.Change)
            mistakes.Add(
                node!.Place, "Without a latch each log beyond the line is told: alert below, above or either.");
        foreach (var key in new[] { "rearm", "repeat", "resolved", "inhibits" })
            if (workflow.Optional(key) is { } useless)
                mistakes.Add(useless.Place, $"Without a latch no episode stays open: leave {key} out.");
        return false;
    }

    private ImmutableArray<SegmentLine> Segments(YamlNode? node, Func<YamlNode?, Levels?> lineOf)
    {
        if (scalars.Map(node, "a map from segment to threshold") is not { } map)
            return [];
        var lines = ImmutableArray.CreateBuilder<SegmentLine>();
        foreach (var (key, value) in new Section(map, mistakes).Entries)
            if (segments.Name(key) is { } segment && lineOf(value) is { } line)
                lines.Add(new SegmentLine(segment, line));
        if (map.Entries.Length is 0 or > SegmentReader.SegmentsMax)
            mistakes.Add(map.Place, $"1 to {SegmentReader.SegmentsMax} segments are needed here.");
        return lines.ToImmutable();
    }

    private static AlertSide? SideOf(Alert? alert) => alert switch
    {
        Alert.Below or Alert.Falling => AlertSide.Below,
        Alert.Above or Alert.Rising => AlertSide.Above,
        Alert.Either or Alert.Change => AlertSide.Either,
        _ => null,
    };

    private TierName? Tier(YamlNode.Text key)
    {
        if (scalars.Name(key, "the name of a tier") is not { } name)
            return null;
        if (name != "default")
            return new TierName(name);
        mistakes.Add(key.Place, "\"default\" cannot name a tier: it stands for all other tiers in actions.");
        return null;
    }

    private TierName? DefaultTier(YamlNode? node, ImmutableArray<string> names, Place tiersPlace)
    {
        if (node is null && names is [var only])
            return new TierName(only);
        if (node is null && names.Contains(TierName.Standard.Value))
            return TierName.Standard;
        if (node is null)
        {
            mistakes.Add(tiersPlace, "Missing key \"default-tier\": say which tier a wallet has that chose none.");
            return null;
        }

        if (scalars.Text(node, "the name of a tier") is not { } text)
            return null;
        if (names.Contains(text.Value))
            return new TierName(text.Value);
        mistakes.Add(text.Place, $"Unknown tier \"{Shown.Of(text.Value)}\": {NearestWord.Advice(text.Value, names)}");
        return null;
    }

    private Rearm? ReadRearm(YamlNode? node)
    {
        if (node is null)
            return RearmByDefault;
        if (scalars.Text(node, "a number or a percentage") is not { } text)
            return null;
        var relative = text.Value.EndsWith('%');
        var written = relative ? text.Value[..^1] : text.Value;
        if (scalars.Number(text, written, "a margin: write a number such as 0.05, or a percentage such as 5%")
            is not { } margin)
            return null;
        if (margin.Sign < 0 || (relative && margin > 100))
            mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is out of range: from 0, and at most 100%.");
        return relative ? new Rearm.Relative(margin / 100) : new Rearm.Absolute(margin);
    }
}

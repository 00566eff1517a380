using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>ends-soon:</c> and <c>ended-by:</c>: how what a log opened ends.</summary>
internal sealed class EndingReader(AbiEvent? triggeredBy, Scalars scalars, Mistakes mistakes)
{
    private const int EndingsMax = 8;
    private const string VoteEnd = "voteEnd";

    private static readonly TimeSpan BeforeMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BeforeMax = TimeSpan.FromDays(30);
    private static readonly TimeSpan BlockTimeByDefault = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan BlockTimeMax = TimeSpan.FromMinutes(10);

    private static readonly ImmutableSortedDictionary<string, EndClock> Clocks =
        Enum.GetValues<EndClock>().ToImmutableSortedDictionary(
            clock => clock.ToString().ToLowerInvariant(), clock => clock, StringComparer.Ordinal);

    /// <summary>A map with before, at, clock, block-time and template; null for not told.</summary>
    public EndsSoonPlan? EndsSoon(YamlNode? node, ActionReader actions, IReadOnlyCollection<string> templates)
    {
        if (scalars.Map(node, "a map with before, at and clock") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var before = Duration(section.Required("before", "24h"), BeforeMin, BeforeMax, "1m to 30d");
        var hasUsual = triggeredBy is null || IndexOf(triggeredBy, VoteEnd) >= 0;
        var atNode = hasUsual ? section.Optional("at") : section.Required("at", "the name of an argument");
        var at = Instant(triggeredBy, atNode, map);
        var clock = scalars.OneOf(section.Optional("clock"), "a clock", Clocks) ?? EndClock.Block;
        var blockNode = section.Optional("block-time");
        var blockTime = Duration(blockNode, TimeSpan.FromSeconds(1), BlockTimeMax, "1s to 10m") ?? BlockTimeByDefault;
        if (blockNode is not null && clock == EndClock.Timestamp)
            mistakes.Add(blockNode.Place, "A clock of timestamps counts no blocks: leave this out.");
        var template = actions.Template(section.Optional("template"), templates) ?? TemplateName.EndsSoon.Value;
        section.Close();
        return before is { } long_ && at is { } index
            ? new EndsSoonPlan(long_, index, clock, blockTime, new TemplateName(template))
            : null;
    }

    /// <summary>A list of maps with event and wallet.</summary>
    /// <param name="node">The list.</param>
    /// <param name="subject">The trigger's.</param>
    /// <param name="isForSubscribers">Whether it can end for all who were told: others are not known.</param>
    /// <param name="hasEnd">Whether there is an end that can move.</param>
    public ImmutableArray<Ending> EndedBy(
        YamlNode? node, ImmutableArray<int> subject, bool isForSubscribers, bool hasEnd)
    {
        if (node is not null and not YamlNode.List)
            mistakes.Add(node.Place, $"Expected a list of maps with event and wallet, not {node.Form}.");
        if (node is not YamlNode.List list)
            return [];
        if (list.Items.Length is 0 or > EndingsMax)
            mistakes.Add(list.Place, $"1 to {EndingsMax} events are needed here.");
        return [.. list.Items.Select(item => Ending(item, subject, isForSubscribers, hasEnd)).OfType<Ending>()];
    }

    private Ending? Ending(YamlNode item, ImmutableArray<int> subject, bool isForSubscribers, bool hasEnd)
    {
        if (scalars.Map(item, "a map with event and wallet") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var eventNode = section.Required("event", "ProposalCanceled(uint256 proposalId)");
        var walletNode = isForSubscribers
            ? section.Optional("wallet")
            : section.Required("wallet", "the argument that names the wallet which acted");
        var atNode = section.Optional("at");
        section.Close();
        if (atNode is not null && (walletNode is not null || !hasEnd))
            mistakes.Add(atNode.Place, hasEnd
                ? "Whoever acts moves no end: leave wallet out, or this."
                : "Only ends-soon has an end that moves: add it, or leave this out.");
        if (new TriggerReader(Vocabulary.None, scalars, mistakes).Event(eventNode) is not { } declared)
            return null;
        int? wallet = null;
        if (walletNode is not null
            && new ArgumentReader(declared, null, scalars, mistakes).Wallets(walletNode) is var named)
        {
            if (named.Length > 1)
                mistakes.Add(walletNode.Place, "One wallet ends it: name one argument.");
            wallet = named.IsEmpty ? null : named[0];
        }

        return new Ending(declared, wallet, Subject(declared, subject, eventNode!))
        {
            At = atNode is null ? null : Instant(declared, atNode, atNode),
        };
    }

    // The same position has the same key: each argument of the subject by its name and type.
    private ImmutableArray<int> Subject(AbiEvent declared, ImmutableArray<int> subject, YamlNode place)
    {
        if (triggeredBy is null)
            return [];
        var indices = ImmutableArray.CreateBuilder<int>();
        foreach (var part in subject)
        {
            var wanted = triggeredBy.Inputs[part];
            var at = IndexOf(declared, wanted.Name);
            if (at >= 0 && declared.Inputs[at].Type.Equals(wanted.Type))
                indices.Add(at);
            else
                mistakes.Add(place.Place,
                    $"{declared.Name} has no argument {wanted.Type} {wanted.Name}, which tells positions apart.");
        }

        return indices.ToImmutable();
    }

    private int? Instant(AbiEvent? declared, YamlNode? node, YamlNode map)
    {
        var name = node is null ? VoteEnd : scalars.Text(node, "the name of an argument")?.Value;
        if (declared is null || name is null || (node is null && IndexOf(declared, VoteEnd) < 0))
            return null;
        var at = IndexOf(declared, name);
        if (at >= 0 && declared.Inputs[at].Type is AbiType.Uint)
            return at;
        var usable = declared.Inputs.Where(i => i.Name.Length > 0 && i.Type is AbiType.Uint).Select(i => i.Name);
        mistakes.Add((node ?? map).Place, $"{declared.Name} has no uint argument \"{Shown.Of(name)}\": "
            + NearestWord.Advice(name, [.. usable]));
        return null;
    }

    private TimeSpan? Duration(YamlNode? node, TimeSpan least, TimeSpan most, string range)
    {
        if (scalars.Text(node, "a duration such as 30m or 24h") is not { } text)
            return null;
        if (Durations.TryParse(text.Value) is { } given && given >= least && given <= most)
            return given;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not a duration from {range}: write 90s, 30m, 6h or 1d.");
        return null;
    }

    private static int IndexOf(AbiEvent declared, string name)
    {
        for (var i = 0; i < declared.Inputs.Length; i++)
            if (name.Length > 0 && declared.Inputs[i].Name == name)
                return i;
        return -1;
    }
}

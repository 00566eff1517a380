using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Messages;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Workflows.Templates;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads the whole file. Every part is read, whatever is wrong with the others.</summary>
internal sealed class WorkflowReader(Vocabulary vocabulary, Mistakes mistakes)
{
    private static readonly TimeSpan ValidForMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ValidForMax = TimeSpan.FromDays(7);

    private static readonly ImmutableSortedDictionary<string, Lane> Lanes =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("critical", Lane.Critical),
            KeyValuePair.Create("standard", Lane.Standard),
            KeyValuePair.Create("bulk", Lane.Bulk),
        ]);

    private readonly Scalars _scalars = new(mistakes);

    /// <summary>The workflow, or null after mistakes.</summary>
    public Workflow? Read(YamlNode root, Bytes32 hash)
    {
        if (_scalars.Map(root, "a map that begins with workflow: and a name") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var (id, kind, lane) = Identity(section, root.Place);
        var triggers = new TriggerReader(vocabulary, _scalars, mistakes);
        var (chain, contracts, declared, confirmations) = triggers.Read(
            section.Required("trigger", "{ chain: ..., contract: ..., event: ... }"));
        var reads = new ReadReader(declared, _scalars, mistakes).Read(section.Optional("read"));
        var arguments = new ArgumentReader(declared, reads, _scalars, mistakes);
        var wallet = section.Required("wallet", "the name of an address argument, or subscribers");
        var wallets = arguments.Wallets(wallet);
        var subject = arguments.Subject(section.Optional("subject"));
        var lookalikes = section.Optional("ignore-lookalikes");
        // Asked before anything is read for the log.
        var when = new ArgumentReader(declared, ReadPlan.None, _scalars, mistakes).Truth(section.Optional("when"));
        var occurrence = new OccurrenceReader(declared, _scalars, mistakes).Read(section, subject, wallet, root.Place);
        var segments = new SegmentReader(vocabulary, _scalars, mistakes);
        var (value, infiniteWhen, rule, tierNames) = Compared(section, arguments, segments, occurrence.IsNews);
        var members = segments.For(section.Optional("for"), lane);
        var restraint = new RestraintReader(_scalars, mistakes).Read(section, lane);
        var learning = new LearningReader(_scalars, mistakes).Read(section.Optional("learn"), lane, rule);
        var trigger = chain is { } at && declared is { } it ? new Trigger(at, contracts, it, confirmations) : null;
        var acts = new ActsReader(trigger, subject, triggers, _scalars, mistakes)
            .Read(section.Optional("acts-on"), lane, learning);
        var ignoresLookalikes = IgnoresLookalikes(lookalikes, isKnown: declared is not null, wallets, rule);
        var validFor = ValidFor(section.Optional("valid-for"), lane);
        var templates = new TemplateReader(_scalars, mistakes).Read(section.Optional("templates"), declared, reads);
        var actionReader = new ActionReader(vocabulary, _scalars, mistakes);
        var actions = actionReader
            .Read(section.Required("actions", "{ default: { channels: [email] } }"), tierNames, [.. templates.Keys],
                occurrence.IsNews ? TemplateName.Proposal : null);
        var followUps = new FollowUpReader(actionReader, [.. templates.Keys], _scalars, mistakes);
        var resolved = followUps.Resolved(section.Optional("resolved"));
        var repeat = followUps.Repeat(section.Optional("repeat"));
        var portfolio = new PortfolioPlanReader(declared, rule, actionReader, [.. templates.Keys], _scalars, mistakes)
            .Read(section.Optional("portfolio"), tierNames, actions);
        var endsSoon = occurrence.EndsSoon(repeat, actionReader, [.. templates.Keys]);
        var (rechecks, drift) = new RecheckReader(trigger, triggers, _scalars, mistakes).Read(
            section.Optional("recheck"), (wallet, subject, when), reads, (value, infiniteWhen), rule, portfolio);
        section.Close();
        CheckForSubscribers(wallet, triggers, reads, rule, repeat);
        return mistakes.Any ? null
            : new Workflow(
                new WorkflowId(id!), hash, new KindName(kind!), lane,
                trigger!, wallets, subject, value!, infiniteWhen, rule!, actions, Needed(templates, [
                    TemplateName.Retraction, resolved?.Template, repeat?.Template, endsSoon?.Template,
                    .. portfolio?.Words.Values.Select(words => (TemplateName?)words) ?? [],
                    .. actions.Values.Select(action => action.Template)]),
                validFor)
            {
                For = members,
                Restraint = restraint,
                Learning = learning,
                ActsOn = acts,
                When = when,
                IgnoresLookalikes = ignoresLookalikes,
                Resolved = resolved,
                Repeat = repeat,
                Portfolio = portfolio,
                Categories = occurrence.Categories,
                EndsSoon = endsSoon,
                EndedBy = occurrence.EndedBy,
                Rechecks = rechecks,
                Drift = drift,
                Reads = reads!.Telling(templates.Values.SelectMany(template => template.Fields).ToHashSet()),
            };
    }

    private (string? Id, string? Kind, Lane Lane) Identity(Section section, Place place)
    {
        var id = _scalars.Name(section.Required("workflow", "a name such as liquidation-risk"), "a workflow's name");
        if (id == DigestDecision.Workflow.Value)
            mistakes.Add(place, $"The name \"{id}\" is the digests' own: give the workflow another.");
        return (
            id,
            _scalars.Name(section.Optional("kind"), "a kind") ?? id,
            _scalars.OneOf(section.Optional("lane"), "a lane", Lanes) ?? Lane.Standard);
    }

    private (NumberExpression?, TruthExpression?, ThresholdRule?, ImmutableArray<string>) Compared(
        Section section, ArgumentReader arguments, SegmentReader segments, bool isNews)
    {
        if (isNews)
            return (arguments.Occurrence(), null, ThresholdRule.Occurrence, [TierName.Standard.Value]);
        var value = arguments.Number(section.Required("value", "an expression such as healthFactor / 1e18"));
        var infiniteWhen = arguments.Truth(section.Optional("infinite-when"));
        var (rule, tierNames) = new RuleReader(segments, _scalars, mistakes).Read(section);
        return (value, infiniteWhen, rule, tierNames);
    }

    private void CheckForSubscribers(
        YamlNode? wallet, TriggerReader trigger, ReadPlan? reads, ThresholdRule? rule, RepeatPlan? repeat)
    {
        if (wallet is null || !ArgumentReader.IsSubscribers(wallet))
            return;
        if (trigger.IsAnyContract)
            mistakes.Add(wallet.Place,
                "Subscribers are told what the contracts of trigger.contract emit, not what anyone may: name them.");
        if (reads?.UsesWallet == true)
            mistakes.Add(wallet.Place, "A workflow for subscribers reads once for all of them, not by wallet.");
        if (rule is { Latches: false })
            mistakes.Add(wallet.Place, "Subscribers are told when a value passes their line: leave latch out.");
        if (rule?.Change is not null && repeat is not null)
            mistakes.Add(wallet.Place, "A change is told to subscribers once: leave repeat out.");
        // Whom a value wakes follows from lines that stay where they are until somebody moves them.
        if (rule?.Segments.IsEmpty == false)
            mistakes.Add(wallet.Place, "Subscribers have their own lines or their tier's: leave segments out.");
    }

    // A built-in template that nothing names would only take room in every cached version.
    private static ImmutableSortedDictionary<TemplateName, MessageTemplate> Needed(
        ImmutableSortedDictionary<string, WordedTemplate> templates, ImmutableArray<TemplateName?> named)
    {
        return templates
            .Where(t => named.Contains(new TemplateName(t.Key)) || !t.Value.IsBuiltIn)
            .ToImmutableSortedDictionary(t => new TemplateName(t.Key), t => (MessageTemplate)t.Value);
    }

    // The last value of a position does not say by whom: only where it decides nothing may some be passed over.
    private bool IgnoresLookalikes(YamlNode? node, bool isKnown, ImmutableArray<int> wallets, ThresholdRule? rule)
    {
        if (_scalars.OneOf(node, "a switch", FollowUpReader.Switch) is not true)
            return false;
        if (isKnown && wallets.Length != 2)
            mistakes.Add(node!.Place, "Only a log between two wallets has another side: name both under wallet.");
        if (rule is { Latches: true })
            mistakes.Add(node!.Place, "Only logs that stand alone can be passed over so: add latch: false.");
        return true;
    }

    private TimeSpan ValidFor(YamlNode? node, Lane lane)
    {
        var byLane = lane switch
        {
            Lane.Critical => TimeSpan.FromMinutes(30),
            Lane.Standard => TimeSpan.FromHours(2),
            _ => TimeSpan.FromDays(1),
        };
        if (_scalars.Text(node, "a duration such as 30m or 2h") is not { } text)
            return byLane;
        if (Durations.TryParse(text.Value) is { } given && given >= ValidForMin && given <= ValidForMax)
            return given;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not a duration from 1m to 7d: write 90s, 30m, 2h or 1d.");
        return byLane;
    }
}

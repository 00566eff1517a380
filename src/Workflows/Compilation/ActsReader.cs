using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>acts-on:</c>: the events, one or a list, by which owners act on what a workflow tells.</summary>
/// <param name="trigger">What the workflow is triggered by; null after mistakes.</param>
/// <param name="subject">Indices of the trigger's arguments that tell positions apart.</param>
/// <param name="triggers">Reads events and contracts.</param>
/// <param name="scalars">Reads scalars.</param>
/// <param name="mistakes">Takes every mistake.</param>
internal sealed class ActsReader(
    Trigger? trigger, ImmutableArray<int> subject, TriggerReader triggers, Scalars scalars, Mistakes mistakes)
{
    public ImmutableArray<OwnerAct> Read(YamlNode? node, Lane lane, Learning learning)
    {
        if (node is null)
            return [];
        if (lane == Lane.Critical || !learning.On)
            mistakes.Add(node.Place, "Nothing is learned from this workflow's alerts: leave acts-on out.");
        var items = node is YamlNode.List list ? list.Items : [node];
        if (items.Length is 0 or > OwnerAct.Max)
            mistakes.Add(node.Place, $"1 to {OwnerAct.Max} events are needed here.");
        return [.. items.Select(Act).OfType<OwnerAct>()];
    }

    private OwnerAct? Act(YamlNode item)
    {
        if (scalars.Map(item, "a map with event and wallet") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var contract = section.Optional("contract");
        var declared = triggers.Event(section.Required("event", "Repay(address indexed user, uint256 amount)"));
        var arguments = new ArgumentReader(declared, ReadPlan.None, scalars, mistakes);
        var wallets = arguments.Wallets(section.Required("wallet", "the name of an address argument"));
        var named = section.Optional("subject");
        var positions = arguments.Subject(named);
        section.Close();
        if (trigger is null || declared is null)
            return null;
        if (named is not null && !Fits(declared, positions))
            mistakes.Add(named.Place, subject.IsEmpty
                ? "The workflow's positions are its contracts: leave subject out."
                : $"Name what the workflow's subject is: {Names(trigger.Event, subject)}.");
        var contracts = contract is null ? trigger.Contracts : triggers.Contracts(contract);
        if (declared.Anonymous && contracts.IsEmpty)
            mistakes.Add(item.Place, "An anonymous event has no topic to look for: name its contract.");
        return new OwnerAct(declared, contracts, wallets, positions);
    }

    // The same arguments must make the same position.
    private bool Fits(AbiEvent declared, ImmutableArray<int> positions) =>
        subject.Select(index => trigger!.Event.Inputs[index].Type)
            .SequenceEqual(positions.Select(index => declared.Inputs[index].Type))
        && !subject.IsEmpty;

    private static string Names(AbiEvent declared, ImmutableArray<int> indices) =>
        string.Join(", ", indices.Select(index => $"{declared.Inputs[index].Type} {declared.Inputs[index].Name}"));
}

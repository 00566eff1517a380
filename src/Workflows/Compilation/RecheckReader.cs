using System.Collections.Immutable;
using Kwala.Core.Expressions;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>recheck:</c>, a list of events that move a position besides the trigger's.</summary>
/// <param name="trigger">What the workflow is triggered by; null after mistakes.</param>
/// <param name="triggers">Reads events and contracts.</param>
/// <param name="scalars">Reads scalars.</param>
/// <param name="mistakes">Takes every mistake.</param>
internal sealed class RecheckReader(Trigger? trigger, TriggerReader triggers, Scalars scalars, Mistakes mistakes)
{
    /// <summary>The events; nothing for no node.</summary>
    /// <param name="node">The list.</param>
    /// <param name="log">What of the trigger's logs other events do not have.</param>
    /// <param name="reads">What is read.</param>
    /// <param name="value">What is computed from it.</param>
    /// <param name="rule">The thresholds.</param>
    /// <param name="portfolio">What is asked of portfolios.</param>
    public ImmutableArray<Recheck> Read(
        YamlNode? node,
        (YamlNode? Wallet, ImmutableArray<int> Subject, TruthExpression? When) log,
        ReadPlan? reads,
        (NumberExpression? Number, TruthExpression? Infinite) value,
        ThresholdRule? rule,
        PortfolioPlan? portfolio)
    {
        if (node is not null and not YamlNode.List)
            mistakes.Add(node.Place, $"Expected a list of maps with event and wallet, not {node.Form}.");
        if (node is not YamlNode.List list)
            return [];
        if (list.Items.Length is 0 or > Recheck.Max)
            mistakes.Add(list.Place, $"1 to {Recheck.Max} events are needed here.");
        foreach (var why in Obstacles(log, reads, value, rule, portfolio))
            mistakes.Add(list.Place, why);
        return [.. list.Items.Select(One).OfType<Recheck>()];
    }

    // Other logs have neither the trigger's contract nor its arguments: the position must do without them.
    private IEnumerable<string> Obstacles(
        (YamlNode? Wallet, ImmutableArray<int> Subject, TruthExpression? When) log,
        ReadPlan? reads,
        (NumberExpression? Number, TruthExpression? Infinite) value,
        ThresholdRule? rule,
        PortfolioPlan? portfolio)
    {
        if (trigger is { Contracts.Length: not 1 })
            yield return "The position is that of one contract: name one in the trigger.";
        if (!log.Subject.IsEmpty)
            yield return "The position is that of the trigger's contract: leave subject out.";
        if (log.When is not null)
            yield return "Other events do not have the trigger's arguments: leave when out.";
        if (ArgumentReader.IsSubscribers(log.Wallet))
            yield return "Nobody's position is read for subscribers: name a wallet.";
        if (rule is { Latches: false })
            yield return "A position that is read again stays open: leave latch out.";
        if (portfolio is { Assets.IsEmpty: true })
            yield return "Other events do not have the trigger's arguments: name portfolio's assets by their "
                + "addresses.";
        if (trigger is null || reads is null || value.Number is null)
            yield break;
        var uses = value.Number.Uses.Concat(value.Infinite?.Uses ?? []).ToList();
        if (!uses.Any(index => index >= trigger.Event.Inputs.Length))
            yield return "Only what is read can be read again: compute value from what read: reads.";
        if (uses.Any(index => index < trigger.Event.Inputs.Length) || reads.Reads.Any(AsksByArgument))
            yield return "Other events do not have the trigger's arguments: value, infinite-when and read must do "
                + "without them.";
    }

    private Recheck? One(YamlNode item)
    {
        if (scalars.Map(item, "a map with event and wallet") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var contract = section.Optional("contract");
        var declared = triggers.Event(section.Required("event", "Repay(address indexed user, uint256 amount)"));
        var wallet = section.Required("wallet", "the name of an address argument");
        var wallets = new ArgumentReader(declared, ReadPlan.None, scalars, mistakes).Wallets(wallet);
        section.Close();
        if (trigger is null || declared is null)
            return null;
        var contracts = contract is null ? trigger.Contracts : triggers.Contracts(contract);
        // Each log costs a question: nobody else may make them.
        if (contract is YamlNode.Text { Value: "any" })
            mistakes.Add(contract.Place, "Anybody could have positions read: name the contracts.");
        if (ArgumentReader.IsSubscribers(wallet))
            mistakes.Add(wallet!.Place, "Nobody's position is read for subscribers: name a wallet.");
        return new Recheck(declared, contracts, wallets);
    }

    private static bool AsksByArgument(ContractRead read) =>
        read.Arguments.Append(read.Contract).Any(source => source is ReadSource.Argument);
}

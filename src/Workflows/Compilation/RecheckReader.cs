using System.Collections.Immutable;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;
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
    private const int DriftMax = 1000;

    private YamlNode? _feedsAt, _driftAt;
    private Rational _drift;

    /// <summary>The events, and what time alone moves the value by in a year; nothing for no node.</summary>
    /// <param name="node">The list.</param>
    /// <param name="log">What of the trigger's logs other events do not have.</param>
    /// <param name="reads">What is read.</param>
    /// <param name="value">What is computed from it.</param>
    /// <param name="rule">The thresholds.</param>
    /// <param name="portfolio">What is asked of portfolios.</param>
    public (ImmutableArray<Recheck> Rechecks, Rational Drift) Read(
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
            return ([], default);
        if (list.Items.Length is 0 or > Recheck.Max)
            mistakes.Add(list.Place, $"1 to {Recheck.Max} events are needed here.");
        foreach (var why in Obstacles(log, reads, value, rule, portfolio))
            mistakes.Add(list.Place, why);
        ImmutableArray<Recheck> rechecks = [.. list.Items.Select(One).OfType<Recheck>()];
        CheckFeeds(rechecks, rule);
        return (rechecks, _drift);
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
        if (section.Optional("drift") is { } drift)
        {
            Drift(drift);
            section.Close();
            return null;
        }

        var moves = section.Optional("moves");
        var contract = moves is null
            ? section.Optional("contract")
            : section.Required("contract", "the address of the feed, or a list of them");
        var declared = triggers.Event(section.Required("event", "Repay(address indexed user, uint256 amount)"));
        var wallet = moves is null
            ? section.Required("wallet", "the name of an address argument")
            : section.Optional("wallet");
        var arguments = new ArgumentReader(declared, ReadPlan.None, scalars, mistakes);
        var (wallets, price) = (arguments.Wallets(wallet), arguments.Price(moves));
        section.Close();
        _feedsAt ??= moves;
        if (trigger is null || declared is null)
            return null;
        var contracts = contract is null ? trigger.Contracts : triggers.Contracts(contract);
        // Each log costs a question: nobody else may make them.
        if (contract is YamlNode.Text { Value: "any" })
            mistakes.Add(contract.Place, "Anybody could have positions read: name the contracts.");
        if (wallet is not null && (moves is not null || ArgumentReader.IsSubscribers(wallet)))
            mistakes.Add(wallet.Place, moves is not null
                ? "A price moves everybody's position: leave wallet out."
                : "Nobody's position is read for subscribers: name a wallet.");
        return moves is not null && price is null
            ? null
            : new Recheck(declared, contracts, wallets) { Moves = price };
    }

    private void Drift(YamlNode node)
    {
        if (_driftAt is not null)
            mistakes.Add(node.Place, "Drift is given twice: leave one out.");
        _driftAt = node;
        if (scalars.Text(node, "a percentage such as 30%") is not { } text)
            return;
        if (text.Value.EndsWith('%') && Rational.TryParse(text.Value[..^1].Trim(), out var percent)
            && percent.Sign > 0 && percent <= DriftMax)
            _drift = percent / 100;
        else
            mistakes.Add(text.Place,
                $"\"{Shown.Of(text.Value)}\" is not a percentage above 0% and up to {DriftMax}%: write 30%.");
    }

    private void CheckFeeds(ImmutableArray<Recheck> rechecks, ThresholdRule? rule)
    {
        if (_feedsAt is not { } at)
        {
            if (_driftAt is not null)
                mistakes.Add(_driftAt.Place, "Drift is looked at with the next price: add an event with moves.");
            return;
        }

        if (rechecks.Sum(it => it.Moves is null ? 0 : it.Contracts.Length) > Recheck.FeedsMax)
            mistakes.Add(at.Place, $"At most {Recheck.FeedsMax} contracts can emit prices for one workflow.");
        if (rule?.Change is not null)
            mistakes.Add(at.Place,
                "A change has no line that prices could come near to: alert below, above, either, falling or rising.");
    }

    private static bool AsksByArgument(ContractRead read) =>
        read.Arguments.Append(read.Contract).Any(source => source is ReadSource.Argument);
}

using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Simulation.Chain;

namespace Kwala.Simulation.Invariants;

/// <summary>What blocks mean for a wallet, told once more from the blocks alone.</summary>
internal sealed class Retelling(Ledger ledger)
{
    /// <summary>The signals of a block for each wallet, of the workflows of one depth.</summary>
    public IEnumerable<(Address Wallet, ImmutableArray<Signal> Signals)> Of(SimulatedBlock block, int confirmations) =>
        block.Reports
            .SelectMany((report, index) => ledger.Workflows
                .Where(it => it.Trigger.Confirmations == confirmations && it.Trigger.Event.Topic == report.Topic)
                .SelectMany(workflow => Whose(report, workflow)
                    .Select(wallet => (Wallet: wallet, Signal: Of(block, report, index, workflow)))))
            .GroupBy(it => it.Wallet, it => it.Signal)
            .Select(signals => (signals.Key, signals.ToImmutableArray()));

    /// <summary>What a wallet would have decided by now on the canonical chain alone, from a block on.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="preferences">What its owner chose.</param>
    /// <param name="fromBlock">The first block.</param>
    /// <param name="then">Told of the state after each signal.</param>
    public WalletState Canonical(
        Address wallet, Preferences preferences, long fromBlock, Action<WalletState>? then = null)
    {
        // Phases alone count: what has no part in them would take the room of positions.
        var state = WalletState.Empty with
        {
            Preferences = preferences with
            {
                Contacts = preferences.Contacts.Clear(),
                Attention = AttentionChoices.Unset,
            },
        };
        var policy = PolicyOf(wallet);
        foreach (var block in ledger.Chain.Canonical.Where(block => block.Ref.Number >= fromBlock))
            foreach (var depth in ledger.Workflows.Select(it => it.Trigger.Confirmations).Distinct())
                if (block.Ref.Number <= ledger.Chain.Head.Ref.Number - depth)
                    foreach (var signal in Of(block, depth).Where(it => it.Wallet == wallet).SelectMany(it => it.Signals))
                    {
                        var decided = WalletDecision.Decide(
                            state, new WalletEvent.Observed([signal], -1), block.Time, policy);
                        state = decided.State with { Outbox = [], Attention = AttentionState.Empty };
                        then?.Invoke(state);
                    }

        return state;
    }

    /// <summary>What a wallet decides by.</summary>
    public WalletPolicy PolicyOf(Address wallet) => new(
        wallet,
        ledger.Workflows.ToImmutableSortedDictionary(workflow => workflow.Id, workflow => workflow),
        ledger.Channels.ToImmutableSortedDictionary(
            channel => channel.Name, channel => new ChannelTraits(channel.CollapsesByKey, channel.NeedsAddress)),
        RetryPolicy.Default);

    private ImmutableSortedSet<Address> Whose(Report report, Workflow workflow) =>
        workflow.IsForSubscribers ? ledger.Subscribers : [report.Wallet];

    private static Signal Of(SimulatedBlock block, Report report, int index, Workflow workflow)
    {
        var source = new SignalSource(
            SimulatedFeeds.Chain, block.Ref, block.Time, block.Transaction(index), index, report.Market, []);
        var subject = new SubjectKey($"{SimulatedFeeds.Chain}/{report.Market}");
        return new Signal(
            workflow.Id, subject, Rational.Of(report.Value, 100), source, Live: true,
            Final: workflow.Trigger.Confirmations > 0);
    }
}

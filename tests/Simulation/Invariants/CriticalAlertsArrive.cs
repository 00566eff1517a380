using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Invariants;

/// <summary>
/// For every critical crossing of the canonical chain its owner was told, or the operator has it; and whatever else an
/// owner was told was taken back.
/// </summary>
internal sealed class CriticalAlertsArrive : Invariant
{
    // What was heard, and what was heard or needs nobody any more.
    private readonly HashSet<string> _heard = [], _accepted = [];

    public override Promise Promise => Promise.Liveness;

    public override void Accepted(Ledger ledger, Attempt attempt)
    {
        _heard.Add(attempt.Message.Key);
        _accepted.Add(attempt.Message.Key);
    }

    // Decision 12: past its time an alert is decided again, and of a position that has recovered there is no news.
    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        foreach (var row in commit.Rows.History)
            if (row is { Topic: HistoryTopic.Delivery, Outcome: DeliveryWords.Expired }
                && ledger.Planned.TryGetValue(row.Key[..64], out var planned) && !IsOpen(commit.Before, planned.Told))
                _accepted.Add(row.Key[..64]);
    }

    public override void Ended(Ledger ledger)
    {
        // Changed thresholds open and close episodes that no log did.
        if (ledger.ClearingBlock >= 0)
            return;
        foreach (var row in ledger.Disk.History.All(HistoryTopic.DeadLetter))
            _accepted.Add(row.Key[..64]);
        foreach (var workflow in ledger.Workflows.Where(it => it.Lane == Lane.Critical))
            Ended(ledger, workflow.Id);
    }

    private void Ended(Ledger ledger, WorkflowId workflow)
    {
        var told = Episodes(ledger, workflow, NotificationRole.Alert, _accepted);
        var heard = Episodes(ledger, workflow, NotificationRole.Alert, _heard);
        // An alert finds another channel then; for a retraction nobody is left who would have to hear it.
        var over = ledger.Disk.History.All(HistoryTopic.Delivery)
            .Where(row => row.Outcome == DeliveryWords.RecipientGone).Select(row => row.Key[..64]);
        var takenBack = Episodes(ledger, workflow, NotificationRole.Retraction, [.. _accepted, .. over]);
        var retelling = new Retelling(ledger);
        foreach (var (wallet, state) in ledger.Wallets.Where(it => !ledger.Meddled.Contains(it.Key)))
        {
            if (state.Preferences.Contacts.Any(contact => contact.Value.Standing == ContactStanding.Gone))
                continue;
            var crossings = new HashSet<(SubjectKey Subject, long Episode)>();
            retelling.Canonical(wallet, state.Preferences, 0, then => crossings.UnionWith(Open(then, workflow)));
            var mine = told.Where(it => it.Key.Wallet == wallet).ToArray();
            foreach (var subject in crossings.Select(it => it.Subject).Union(mine.Select(it => it.Key.Subject)))
            {
                var should = crossings.Count(it => it.Subject == subject);
                var stand = Standing(mine.Where(it => it.Key.Subject == subject), takenBack);
                if (stand < should)
                    Break($"{Short(wallet)}: {workflow} {subject} crossed {should} times, and {stand} alerts arrived and stand");
                // What lies in the dead letter alone was told to nobody: there is nothing to take back.
                else if (!ledger.Crowded.Contains(wallet) && Standing(
                    heard.Where(it => it.Key.Wallet == wallet && it.Key.Subject == subject), takenBack) > should)
                    Break($"{Short(wallet)}: {workflow} {subject} crossed {should} times, and {stand} alerts arrived and were never taken back");
            }
        }
    }

    private static bool IsOpen(WalletState state, Notification told) =>
        state.Tracks.GetValueOrDefault(told.Workflow)?.Episodes.GetValueOrDefault(told.Subject)?.Current
            is Episode.Open open && open.Number == told.Episode;

    private static IEnumerable<(SubjectKey, long)> Open(WalletState state, WorkflowId workflow) =>
        from position in state.Tracks.GetValueOrDefault(workflow)?.Episodes ?? ImmutableSortedDictionary<SubjectKey, EpisodeBook>.Empty
        where position.Value.Current is Episode.Open
        select (position.Key, ((Episode.Open)position.Value.Current).Number);

    // What was taken back may be told of anew, where its block came back to the chain: the last word counts.
    private static int Standing(
        IEnumerable<KeyValuePair<(Address, SubjectKey, long), int>> told,
        Dictionary<(Address, SubjectKey, long), int> takenBack) =>
        told.Count(it => !takenBack.TryGetValue(it.Key, out var back) || back < it.Value);

    /// <summary>The episodes that such notifications are about, with how late the last of them was planned.</summary>
    private static Dictionary<(Address Wallet, SubjectKey Subject, long Episode), int> Episodes(
        Ledger ledger, WorkflowId workflow, NotificationRole role, HashSet<string> keys) => ledger.Planned
            .Index()
            .Where(it => it.Item.Value.Told.Role == role && it.Item.Value.Told.Workflow == workflow
                && keys.Contains(it.Item.Key))
            .GroupBy(it => (it.Item.Value.Wallet, it.Item.Value.Told.Subject, it.Item.Value.Told.Episode))
            .ToDictionary(it => it.Key, it => it.Max(one => one.Index));
}

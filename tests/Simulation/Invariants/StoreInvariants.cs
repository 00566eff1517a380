using Kwala.Core.Wallets;
using Kwala.Ports.Storage;
using Kwala.Simulation.Store;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Invariants;

/// <summary>Each stored version has exactly one predecessor: the one that its writer knew (decision 5).</summary>
internal sealed class OnePredecessor : Invariant
{
    private readonly Dictionary<object, string?> _known = new(ReferenceEqualityComparer.Instance);
    private string? _stored;

    public override Promise Promise => Promise.Safety;

    public override void Seen(Ledger ledger, Sight sight, SimulatedProcess process) =>
        _known[sight.Copy] = sight.Version;

    public override void Writing(Ledger ledger, Sight sight, SimulatedProcess process)
    {
        if (!_known.TryGetValue(sight.Copy, out var known) || known != sight.Version)
            Break($"{sight.Name} is written over version {sight.Version} by one who knew {known}");
        _stored = ledger.Disk.Read(sight.Name.Type, sight.Name.Key, sight.Name.State)?.Version;
    }

    public override void Committed(Ledger ledger, Commit commit)
    {
        if (commit.Before != _stored)
            Break($"{commit.State} {commit.Key} {commit.After} was decided on {commit.Before} and replaces {_stored}");
    }
}

/// <summary>No delivery leaves the outbox without a record of how it ended, in the same commit.</summary>
internal sealed class NothingVanishes : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var left = Keys(commit.After.Outbox);
        foreach (var pending in commit.Before.Outbox)
        {
            // What is displaced waits outside as one, under its first key.
            if (pending.Deliveries is [var first, ..] && Ends(commit, first.Key.ToString(), DeliveryWords.Displaced))
                continue;
            foreach (var key in Keys([pending]).Where(key => !left.Contains(key) && !Ends(commit, key, null)))
                Break($"{Short(commit.Wallet)}: {key[..8]} left the outbox without an ending");
        }
    }

    private static bool Ends(WalletCommit commit, string key, string? outcome) => commit.Rows.History.Any(row =>
        row.Topic == HistoryTopic.Delivery && row.Key.StartsWith(key, StringComparison.Ordinal)
        && (outcome is null || row.Outcome == outcome));

    private static HashSet<string> Keys(IEnumerable<PendingNotification> outbox) =>
        [.. outbox.SelectMany(pending => pending.Deliveries).Select(delivery => delivery.Key.ToString())];
}

/// <summary>Episode numbers only grow, and a key under which something was delivered is never planned again.</summary>
internal sealed class NumbersOnlyGrow : Invariant
{
    private readonly HashSet<string> _delivered = [];

    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        if (commit.After.NumbersUsed < commit.Before.NumbersUsed)
            Break($"{Short(commit.Wallet)}: {commit.Before.NumbersUsed} numbers were used and "
                + $"{commit.After.NumbersUsed} are remembered");
        foreach (var (workflow, track) in commit.Before.Tracks)
            foreach (var (subject, book) in track.Episodes)
                if (commit.After.Tracks.GetValueOrDefault(workflow)?.Episodes.GetValueOrDefault(subject)?.Last < book.Last)
                    Break($"{Short(commit.Wallet)}: the last episode of {workflow} {subject} was {book.Last} and is less");
        foreach (var (workflow, track) in commit.After.Tracks)
            foreach (var (subject, book) in track.Episodes)
                if (book.Current is Episode.Open open && open.Number > book.Last)
                    Break($"{Short(commit.Wallet)}: episode {open.Number} of {workflow} {subject} is past the last");
        foreach (var delivery in commit.After.Outbox.SelectMany(pending => pending.Deliveries))
            if (_delivered.Contains(delivery.Key.ToString()))
                Break($"{Short(commit.Wallet)}: {delivery.Key.ToString()[..8]} was delivered and is planned again");
        foreach (var row in commit.Rows.History)
            if (row is { Topic: HistoryTopic.Delivery, Outcome: DeliveryWords.Delivered })
                _delivered.Add(row.Key[..64]);
    }
}

/// <summary>Whoever has something to do stands in the due index, no later than it is due (decision 7).</summary>
internal sealed class DueNeverMisses : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var row = ledger.Disk.Due.Of(commit.Wallet);
        if (Outbox.DueAt(commit.After) is { } due && !(row <= due))
            Break($"{Short(commit.Wallet)} has something due at {due:HH:mm:ss.fff}, and the index says "
                + $"{(row is { } at ? at.ToString("HH:mm:ss.fff", null) : "nothing")}");
        if (commit.After.Outbox.Any(pending => !pending.Deliveries.IsEmpty) && row is null)
            Break($"{Short(commit.Wallet)} has a full outbox, and the index does not name it");
    }
}

using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Simulation.Chain;

namespace Kwala.Simulation.Invariants;

/// <summary>Coverage counts no block whose logs did not all come from some endpoint (decision 11).</summary>
internal sealed class CoverageIsTrue : Invariant
{
    private readonly HashSet<string> _served = [];

    public override Promise Promise => Promise.Safety;

    public override void Served(Ledger ledger, SimulatedBlock block, bool whole)
    {
        if (whole)
            _served.Add(block.Ref.Hash.ToString());
    }

    public override void Followed(Ledger ledger, ChainCommit commit)
    {
        foreach (var depth in commit.After.Depths)
        {
            if (depth.Seen != depth.Next - depth.From)
                Break($"depth {depth.Confirmations} counts {depth.Seen} blocks from {depth.From} to {depth.Next}");
            foreach (var (number, hash) in NewBlocks.Of(commit, depth))
                if (!_served.Contains(hash))
                    Break($"depth {depth.Confirmations} counts block {number} ({hash[..8]}), whose logs never came whole");
        }
    }
}

/// <summary>The blocks that a commit of a chain's place newly covers.</summary>
internal static class NewBlocks
{
    public static IEnumerable<(long Number, string Hash)> Of(ChainCommit commit, DepthStored depth)
    {
        var before = commit.Before.Depths.FirstOrDefault(it => it.Confirmations == depth.Confirmations)?.Window ?? [];
        for (var at = 0; at < depth.Window.Length; at++)
            if (depth.Next - depth.Window.Length + at is var number && number >= depth.From
                && !before.Contains(depth.Window[at]))
                yield return (number, depth.Window[at]);
    }
}

/// <summary>A chain's place moves past a block only once what it means is durable in every wallet (decision 9).</summary>
internal sealed class WalletsBeforeCheckpoint : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Followed(Ledger ledger, ChainCommit commit)
    {
        var retelling = new Retelling(ledger);
        foreach (var depth in commit.After.Depths)
            foreach (var (number, hash) in NewBlocks.Of(commit, depth))
                // What is not canonical any more may be undone at the same time.
                if (ledger.Chain.Find(hash) is { } block
                    && number < ledger.Chain.Canonical.Count && ledger.Chain.Canonical[(int)number] == block)
                    foreach (var (wallet, signals) in retelling.Of(block, depth.Confirmations))
                        foreach (var signal in signals)
                            Check(ledger, retelling, wallet, signal);
    }

    // Told again, what was decided changes nothing.
    private void Check(Ledger ledger, Retelling retelling, Address wallet, Signal signal)
    {
        var state = ledger.Of(wallet);
        // A crowded record forgets workflows that have no open position, and what they saw (docs/decisions/0007).
        if (state.NumbersUsed > 0 && !state.Tracks.ContainsKey(signal.Workflow))
            return;
        if (ledger.Unfollowed.Contains((wallet, signal.Workflow, signal.Subject)))
            return;
        // What was decided under another threshold would be decided otherwise now.
        if (ledger.PreferencesSince(wallet) > signal.Source.BlockTime)
            return;
        var again = WalletDecision.Decide(
            state, new WalletEvent.Observed([signal], -1), ledger.Now, retelling.PolicyOf(wallet)).State;
        if (Phase(again, signal) != Phase(state, signal))
            Break($"the place moved past block {signal.Source.Block.Number}, and {Short(wallet)} has not decided "
                + $"{signal.Workflow} {signal.Value}: {Phase(state, signal)}");
    }

    // Whether it is news still depends on the clock that it was decided by.
    private static string Phase(WalletState state, Signal signal) =>
        state.Tracks.GetValueOrDefault(signal.Workflow)?.Episodes.GetValueOrDefault(signal.Subject)?.Current switch
        {
            Episode.Open open => $"episode {open.Number} open at level {open.Level}",
            Episode.Doubtful doubtful => $"episode {doubtful.Was.Number} in doubt",
            _ => "closed",
        };
}

/// <summary>
/// When a place has gone back over lost blocks, nothing that they did stands in any wallet: no phase that they opened
/// or closed, no alert that counts as true (decision 10).
/// </summary>
internal sealed class LostIsTakenBack : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Followed(Ledger ledger, ChainCommit commit)
    {
        foreach (var depth in commit.After.Depths)
            if (commit.Before.Depths.FirstOrDefault(it => it.Confirmations == depth.Confirmations) is { } before
                && depth.Next < before.Next)
                Check(ledger, depth, [.. before.Window.TakeLast((int)(before.Next - depth.Next))]);
    }

    private void Check(Ledger ledger, DepthStored depth, HashSet<string> lost)
    {
        foreach (var (wallet, state) in ledger.Wallets)
            foreach (var (workflow, track) in state.Tracks.Where(it => depth.Workflows.Contains(it.Key.Value)))
                foreach (var (subject, book) in track.Episodes)
                    if (book.Undo.Any(it => lost.Contains(it.Block.Hash.ToString()))
                        || book.Unfinal.Any(it => !it.Orphaned && lost.Contains(it.Block.Hash.ToString())))
                        Break($"{Short(wallet)}: {workflow} {subject} stands on a block that the place has left");
    }
}

/// <summary>Once the chain has settled, every position stands as on the canonical chain alone.</summary>
internal sealed class StandingIsCanonical : Invariant
{
    public override Promise Promise => Promise.Liveness;

    public override void Ended(Ledger ledger)
    {
        var retelling = new Retelling(ledger);
        foreach (var (wallet, state) in ledger.Wallets)
        {
            // A threshold that changed after the clearing was compared with who knows which values.
            if (ledger.ClearingBlock >= 0 && !(ledger.PreferencesSince(wallet) < ledger.ClearedAt))
                continue;
            if (ledger.DeepestReorg > 0 && ledger.Crowded.Contains(wallet))
                continue;
            var canonical = retelling.Canonical(wallet, state.Preferences, ledger.ClearingBlock);
            // What was confirmed deeply enough is not undone, whatever the chain does (decision 10).
            var comparable = ledger.Workflows
                .Where(it => it.Trigger.Confirmations is 0 || it.Trigger.Confirmations >= ledger.DeepestReorg)
                .Select(it => it.Id).ToHashSet();
            foreach (var (workflow, track) in state.Tracks.Where(it => comparable.Contains(it.Key)))
                foreach (var (subject, book) in track.Episodes.Where(it => IsFollowed(workflow, it.Key)))
                    Compare(wallet, $"{workflow} {subject}", book.Current,
                        canonical.Tracks.GetValueOrDefault(workflow)?.Episodes.GetValueOrDefault(subject)?.Current);
            foreach (var (workflow, track) in canonical.Tracks.Where(it => comparable.Contains(it.Key)))
                foreach (var (subject, book) in track.Episodes.Where(it => IsFollowed(workflow, it.Key)))
                    Compare(wallet, $"{workflow} {subject}",
                        state.Tracks.GetValueOrDefault(workflow)?.Episodes.GetValueOrDefault(subject)?.Current,
                        book.Current);

            bool IsFollowed(WorkflowId workflow, SubjectKey subject) =>
                !ledger.Unfollowed.Contains((wallet, workflow, subject));
        }
    }

    private void Compare(Address wallet, string position, Episode? stands, Episode? should)
    {
        if (Text(stands) != Text(should))
            Break($"{Short(wallet)}: {position} is {Text(stands)}, and the canonical chain makes it {Text(should)}");
    }

    private static string Text(Episode? episode) => episode switch
    {
        Episode.Open open => $"open at level {open.Level}",
        Episode.Doubtful => "doubtful",
        _ => "closed",
    };
}

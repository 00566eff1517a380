using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Movement;

/// <summary>What a wallet remembers so that prices which name nobody have its positions read again in time.</summary>
internal static class MovementDecision
{
    /// <summary>A position was read.</summary>
    public static void Read(Turn turn, Signal signal)
    {
        if (signal.Clock is not { } clock || !IsMoved(turn, signal.Workflow))
            return;
        var known = turn.State.LastReads.GetValueOrDefault(signal.Workflow);
        if (known?.Clock > clock)
            return;
        var value = signal.Value;
        if (value.IsInfinite)
            Forget(turn, signal.Workflow);
        else
            Put(turn, signal.Workflow, new LastRead(
                value.IsFinite ? PastValues.Kept(value) : value, clock, signal.Source.Block.Number));
    }

    /// <summary>Present values of positions: those of which nothing is remembered are to be read.</summary>
    public static void Revalued(Turn turn, ImmutableArray<Signal> values)
    {
        foreach (var signal in values)
            if (!IsMoved(turn, signal.Workflow))
                Forget(turn, signal.Workflow);
            else if (!signal.Value.IsInfinite && !turn.State.LastReads.ContainsKey(signal.Workflow))
                Put(turn, signal.Workflow, LastRead.Unknown);
    }

    /// <summary>What was read in these blocks, or after them, may not be so any more.</summary>
    public static void Orphaned(Turn turn, WalletEvent.Orphaned orphaned)
    {
        foreach (var (workflow, read) in turn.State.LastReads)
            if (orphaned.Workflows.Contains(workflow) && orphaned.Blocks.Any(block => block.Number <= read.Block))
                Put(turn, workflow, LastRead.Unknown);
    }

    /// <summary>Has what was read longest ago read again instead of kept; false where there is nothing.</summary>
    public static bool Spare(Turn turn)
    {
        var known = turn.State.LastReads.Where(it => it.Value.Clock > 0).ToArray();
        if (known.Length == 0)
            return false;
        Put(turn, known.MinBy(it => it.Value.Clock).Key, LastRead.Unknown);
        return true;
    }

    /// <summary>Where the wallet stands in the index.</summary>
    public static void AddEntries(
        ImmutableSortedSet<string>.Builder entries,
        WalletState state,
        ImmutableSortedDictionary<WorkflowId, Workflow> live)
    {
        foreach (var (id, read) in state.LastReads)
            if (live.GetValueOrDefault(id) is not { } workflow)
                // Whoever brings it back finds the wallet.
                entries.Add(SubscriberEntry.Moved(id, 0));
            else if (workflow.HasFeeds
                && MovementClock.Due(read.Value, read.Clock, Lines(state, workflow)) is { } due)
                entries.Add(SubscriberEntry.Moved(id, due));
    }

    // Where a value would open an episode, deepen it, or bring it back. Time alone may bring a wallet into a segment,
    // and nobody writes that into the index: so the lines of all segments count.
    private static IEnumerable<Rational> Lines(WalletState state, Workflow workflow)
    {
        var line = ThresholdStage.For(state, workflow).Line;
        var track = Turn.TrackOf(state, workflow.Id, workflow.Trigger.Chain);
        var open = track?.Episodes.Values.Select(book => book.Current).OfType<Episode.Open>().ToArray() ?? [];
        var lines = open.SelectMany(it => it.Line.Thresholds.Skip(it.Level + 1)
            .Concat(it.Line.Thresholds.Take(it.Level + 1).Select(workflow.Rule.Rearm.Around)));
        if (open.Length == 0 || open.Any(it => !it.Line.Equals(line)))
            lines = lines.Concat(line.Thresholds)
                .Concat(workflow.Rule.Segments.SelectMany(segment => segment.Line.Thresholds));
        return lines.SelectMany(it => new[] { it.Low, it.High }).OfType<Rational>();
    }

    private static bool IsMoved(Turn turn, WorkflowId workflow) =>
        turn.Policy.Workflows.GetValueOrDefault(workflow) is { HasFeeds: true };

    private static void Put(Turn turn, WorkflowId workflow, LastRead read)
    {
        var reads = turn.State.LastReads;
        if (reads.GetValueOrDefault(workflow) == read)
            return;
        reads = reads.SetItem(workflow, read);
        if (reads.Count > LastRead.Max)
            reads = reads.Remove(reads.Where(it => it.Key != workflow).MinBy(it => it.Value.Clock).Key);
        turn.State = turn.State with { LastReads = reads };
    }

    private static void Forget(Turn turn, WorkflowId workflow)
    {
        if (turn.State.LastReads.ContainsKey(workflow))
            turn.State = turn.State with { LastReads = turn.State.LastReads.Remove(workflow) };
    }
}

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// A choice that moved a line may have decided by a value whose block was on its way. Blocks before that one come after
/// it then; what a reorg takes back stays in the chain's order all the same.
/// </summary>
internal static class UndoOrder
{
    /// <summary>What a block after the signal's did already, first of all; null where nothing did.</summary>
    public static EpisodeUndo? Ahead(Signal signal, SignalMode mode, EpisodeBook before)
    {
        if (mode.IsAnew() || signal.Final)
            return null;
        foreach (var entry in before.Undo)
            if (entry.Block.Number > signal.Source.Block.Number)
                return entry;
        return null;
    }

    /// <summary>Puts what the signal did before what was done ahead of it.</summary>
    /// <param name="turn">The decision under way; the signal was decided.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="before">The position's book before it.</param>
    /// <param name="ahead">What was done ahead of it.</param>
    /// <param name="below">The phase that it makes of the one from before <paramref name="ahead"/>.</param>
    public static void Keep(Turn turn, Signal signal, EpisodeBook before, EpisodeUndo ahead, Episode below)
    {
        var after = SignalDecision.BookOf(turn.State, signal);
        var block = signal.Source.Block;
        var current = after.Current;
        if (below is Episode.Open truly && current is Episode.Open open)
        {
            current = open with { OpenedAt = Math.Min(open.OpenedAt, truly.OpenedAt) };
            // What it opens was opened ahead of it: that is one episode.
            if (truly.Number != ahead.Before.Opened?.Number)
                below = current;
        }

        var first = before.Undo.IndexOf(ahead);
        turn.Put(signal.Workflow, signal.Source.Chain, signal.Subject, after with
        {
            Current = current,
            Undo =
            [
                .. before.Undo[..first].Where(it => it.Block.Number > turn.Finalized),
                new EpisodeUndo(block, ahead.Before) { Past = before.Past },
                ahead with { Before = below, Past = after.Past },
                .. before.Undo[(first + 1)..].Select(it => it with { Past = after.Past }),
            ],
        });
    }
}

using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// A position's book after a signal: the phase, what is to be known of what was told, and what a reorg would need until
/// the block is final.
/// </summary>
internal static class BookAfter
{
    /// <summary>After an alert was told, kept back or confirmed.</summary>
    public static EpisodeBook Alert(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var alerted = open with { AlertedLevel = open.Level, Alerts = Math.Max(open.Alerts, ordinal + 1) };
        var moved = Move(turn, verdict, verdict.Book.Current, alerted);
        return moved with
        {
            Unfinal = Unfinal(turn, AlertsAfter(verdict, open, ordinal)),
            Told = EpisodeTelling.OfAlert(moved, verdict, open.Number, turn),
            Untouched = PortfolioStage.KeptBack(verdict.Telling) ? open.Number : 0,
            Outside = AudienceStage.IsOutside(verdict.Telling) ? open.Number : 0,
        };
    }

    /// <summary>After an episode ended.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="before">The phase to go back to, should a reorg take the end away.</param>
    /// <param name="unfinal">What a reorg has to know of what was told, the end with it.</param>
    public static EpisodeBook End(
        Turn turn, Verdict verdict, Episode.Open before, ImmutableArray<UnfinalAlert> unfinal) =>
        Move(turn, verdict, before, verdict.Step.Next) with { Unfinal = Unfinal(turn, unfinal) };

    /// <summary>After a change of phase that nobody is told of.</summary>
    public static EpisodeBook Move(Turn turn, Verdict verdict, Episode before, Episode next) => verdict.Book with
    {
        Last = Math.Max(verdict.Book.Last, (next as Episode.Open)?.Number ?? 0),
        Current = verdict.Workflow.Rule.Latches ? next : Episode.Closed.Instance,
        Undo = Undo(turn, verdict, before),
        Past = PastAfter(verdict.Signal, verdict.Mode, verdict.Workflow, verdict.Book.Past),
        Unfinal = Unfinal(turn, verdict.Book.Unfinal),
        Deadline = EndsSoonDecision.DeadlineAfter(verdict),
    };

    /// <summary>Keeps a value in mind that changed nothing else.</summary>
    public static void Remember(Turn turn, Signal signal, SignalMode mode, Workflow workflow, EpisodeBook book)
    {
        var past = PastAfter(signal, mode, workflow, book.Past);
        if (ReferenceEquals(past, book.Past))
            return;
        var undo = book.Undo.RemoveAll(entry => entry.Block.Number <= turn.Finalized);
        // What stood before the first value of a block is what a reorg needs.
        if (!signal.Final && !(undo is [.., var newest] && newest.Block == signal.Source.Block))
            undo = undo.Add(new EpisodeUndo(signal.Source.Block, book.Current) { Past = book.Past });
        turn.Put(signal.Workflow, signal.Source.Chain, signal.Subject, book with { Past = past, Undo = undo });
    }

    /// <summary>Whether an alert in doubt is part of what is told of an open episode now.</summary>
    public static bool IsAbsorbed(UnfinalAlert alert, Episode.Open open) =>
        alert is { Role: NotificationRole.Alert, Orphaned: true } && alert.Episode == open.Number
        && alert.Level <= open.Level;

    // The alerts that this block confirms, and the new one; from a final block nothing needs to be remembered.
    private static ImmutableArray<UnfinalAlert> AlertsAfter(Verdict verdict, Episode.Open open, int ordinal)
    {
        var (signal, _, _, book, _, _, telling) = verdict;
        var kept = ImmutableArray.CreateBuilder<UnfinalAlert>();
        foreach (var alert in book.Unfinal)
        {
            if (telling.Kind == TellingKind.Told && alert.IsEndInDoubt(open.Number))
                continue;
            if (!IsAbsorbed(alert, open))
                kept.Add(alert);
            else if (!signal.Final)
                kept.Add(alert with
                {
                    Block = signal.Source.Block,
                    LogIndex = signal.Source.Position.LogIndex,
                    Transaction = signal.Source.Transaction,
                    Orphaned = false,
                });
        }

        // What is kept back for what was learned lies in the inbox: told to nobody, and all the same not twice.
        var isShown = telling.Kind == TellingKind.Told || telling is { Kind: TellingKind.KeptBack, Alert: not null };
        if (isShown && telling.Credit is null && !signal.Final)
            kept.Add(new UnfinalAlert(
                signal.Source.Block, signal.Source.Position.LogIndex, signal.Source.Transaction,
                Shown.Bounded(verdict.Compared),
                verdict.Line.Thresholds[open.Level], open.Number, open.Level, ordinal, false, []));
        return kept.ToImmutable();
    }

    private static ImmutableArray<UnfinalAlert> Unfinal(Turn turn, ImmutableArray<UnfinalAlert> alerts) =>
        alerts.RemoveAll(alert => !alert.Orphaned && alert.Block.Number <= turn.Finalized);

    private static ImmutableArray<EpisodeUndo> Undo(Turn turn, Verdict verdict, Episode before)
    {
        var undo = verdict.Book.Undo.RemoveAll(entry => entry.Block.Number <= turn.Finalized);
        // Another threshold is the owner's doing, not the block's: a reorg does not take it back.
        if (verdict.Signal.Final || (verdict.Mode == SignalMode.Recheck && verdict.Book.Current is Episode.Open))
            return undo;
        return undo.Add(new EpisodeUndo(verdict.Signal.Source.Block, before) { Past = verdict.Book.Past });
    }

    // A value that decides anew is in mind already, or on its way to be.
    private static PastValues? PastAfter(Signal signal, SignalMode mode, Workflow workflow, PastValues? past) =>
        !workflow.Rule.Remembers || workflow.IsForSubscribers ? null
        : mode.IsAnew() ? past
        : PastValues.After(past, signal.Value, signal.Source.BlockTime, workflow.Rule);
}

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// Turns a verdict into the new state and its effects: the outbox changes, behaviour is learned from, the position's
/// book is written, the record is kept.
/// </summary>
internal static class Consequences
{
    /// <summary>Applies a verdict that changes something.</summary>
    public static void Apply(Turn turn, Verdict verdict)
    {
        if (Crowding.Refuses(turn, verdict))
        {
            Crowding.Tell(turn, verdict);
            return;
        }

        var signal = verdict.Signal;
        var book = (verdict.Step.Next, verdict.Book.Current, verdict.Telling.Kind) switch
        {
            (Episode.Open open, _, TellingKind.Told or TellingKind.KeptBack or TellingKind.Reconfirmed) =>
                Alerted(turn, verdict, open),
            (Episode.Closed, Episode.Open closing, _) => Ended(turn, verdict, closing),
            (var next, var before, _) => BookAfter.Move(turn, verdict, before, next),
        };
        turn.Put(signal.Workflow, signal.Source.Chain, signal.Subject, book);
        if (verdict.Telling.Kind == TellingKind.Told && !signal.Final)
            turn.Put(signal.Workflow, turn.State.Tracks[signal.Workflow] with
            {
                Told = ToldUnder.Of(verdict.Workflow, verdict.Telling.Action!),
            });
        turn.Add(new WalletEffect.Record(
            verdict.ToRecord(turn.State, turn.Now), verdict.Book.Current, signal.Source.Position));
    }

    private static EpisodeBook Alerted(Turn turn, Verdict verdict, Episode.Open open)
    {
        var ordinal = verdict.Telling.Credit?.Ordinal ?? open.Alerts;
        AlertOutbox.Change(turn, verdict, open, ordinal);
        AlertLearning.OfAlert(turn, verdict, open, ordinal);
        return BookAfter.Alert(turn, verdict, open, ordinal);
    }

    private static EpisodeBook Ended(Turn turn, Verdict verdict, Episode.Open closing)
    {
        // If a reorg opens it again, what was never sent has to be told after all.
        var before = OutboxEdit.CancelUnsent(
            turn, verdict.Signal.Workflow, verdict.Signal.Subject, closing.Number, ordinal: null)
                ? closing with { AlertedLevel = null }
                : closing;
        AlertLearning.OfEnd(turn, verdict);
        return BookAfter.End(turn, verdict, before, EpisodeTelling.OfEnd(turn, verdict, closing));
    }
}

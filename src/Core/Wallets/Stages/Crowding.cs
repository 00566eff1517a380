namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// An opening that the record has no room to follow. It is told in the inbox alone: the next crossing value is the same
/// news again, one row and one dead letter.
/// </summary>
internal static class Crowding
{
    // No alert of an episode that is followed has it: once there is room for one, it is not taken for this one.
    private const int Ordinal = int.MaxValue;

    /// <summary>Whether a verdict opens what could not be remembered.</summary>
    public static bool Refuses(Turn turn, Verdict verdict) =>
        verdict.Workflow.Rule.Latches
        && verdict.Step.Move is EpisodeMove.Opened or EpisodeMove.FoundBeyond && verdict.Book.Current is Episode.Closed
        && RecordBound.IsCrowded(turn, verdict.Signal, verdict.Book with
        {
            Current = verdict.Step.Next,
            Told = EpisodeTelling.Room(verdict.Workflow, turn),
            Deadline = EndsSoonDecision.DeadlineAfter(verdict),
        });

    /// <summary>Tells it as far as it can be told, and says why it is not followed.</summary>
    public static void Tell(Turn turn, Verdict verdict)
    {
        if (verdict.Telling.Kind != TellingKind.Told)
            return;
        OutboxEdit.PlanNoDelivery(
            turn,
            NotificationWords.Alert(verdict, (Episode.Open)verdict.Step.Next, Ordinal, turn),
            verdict.Telling.Route!.Channels);
        var record = verdict.ToRecord(turn.State, turn.Now);
        var reason = new Reason(
            ReasonCode.TooManyPositions,
            "The wallet follows as many open positions as it can remember: this one is told in the inbox alone.");
        turn.Add(new WalletEffect.Record(
            record with { Outcome = DecisionOutcome.Suppressed, Reasons = record.Reasons.Add(reason) },
            verdict.Book.Current,
            verdict.Signal.Source.Position));
    }
}

using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Turns a verdict into the new state and its effects.</summary>
internal static class Consequences
{
    /// <summary>Writes the position's book, changes the outbox, keeps the record.</summary>
    public static void Apply(Turn turn, Verdict verdict)
    {
        var (signal, _, _, book, _, step, telling) = verdict;
        var next = step.Next;
        var before = book.Current;
        if (step.Move is EpisodeMove.Opened or EpisodeMove.FoundBeyond && before is Episode.Closed
            && RecordBound.IsCrowded(turn.State, signal, book with
            {
                Current = next,
                Told = EpisodeTelling.Room(verdict.Workflow, turn),
            }))
        {
            TellCrowded(turn, verdict, (Episode.Open)next);
            return;
        }

        if (next is Episode.Open open
            && telling.Kind is TellingKind.Told or TellingKind.KeptBack or TellingKind.Reconfirmed)
        {
            var ordinal = telling.Credit?.Ordinal ?? open.Alerts;
            next = open with { AlertedLevel = open.Level, Alerts = Math.Max(open.Alerts, ordinal + 1) };
            ChangeOutbox(turn, verdict, open, ordinal);
            Learn(turn, verdict, open, ordinal);
            book = book with
            {
                Unfinal = Unfinal(book.Unfinal, verdict, open, ordinal),
                Told = EpisodeTelling.OfAlert(book.Told, verdict, open.Number, turn),
            };
        }
        else if (next is Episode.Closed && before is Episode.Open closing)
        {
            // If a reorg opens it again, what was never sent has to be told after all.
            if (OutboxEdit.CancelUnsent(turn, signal.Workflow, signal.Subject, closing.Number, ordinal: null))
                before = closing with { AlertedLevel = null };
            if (step.Move == EpisodeMove.Closed && !verdict.Mode.IsAnew() && verdict.Workflow.Learning.ResolvedIsActed
                && BehaviourStage.Learns(verdict.Workflow))
                BehaviourStage.Learn(turn, new BehaviourEvent.Interacted(new Interaction(
                    InteractionKind.Acted, InteractionSource.Chain,
                    new InteractionTarget.Position(PositionMark.Of(signal.Workflow, signal.Subject)))));
            book = book with { Unfinal = EpisodeTelling.OfEnd(turn, verdict, closing) };
        }

        turn.Put(signal.Workflow, signal.Source.Chain, signal.Subject, book with
        {
            Last = Math.Max(book.Last, (next as Episode.Open)?.Number ?? 0),
            Current = next,
            Undo = Undo(book.Undo, verdict, before, turn.Finalized),
            Past = PastAfter(signal, verdict.Mode, verdict.Workflow, book.Past),
            Unfinal = book.Unfinal.RemoveAll(alert => !alert.Orphaned && alert.Block.Number <= turn.Finalized),
        });
        if (telling.Kind == TellingKind.Told && !signal.Final)
            turn.Put(signal.Workflow, turn.State.Tracks[signal.Workflow] with
            {
                Told = ToldAs(verdict.Workflow, telling.Action!),
            });
        turn.Add(new WalletEffect.Record(
            verdict.ToRecord(turn.State.Preferences, turn.Now), book.Current, signal.Source.Position));
    }

    /// <summary>What is remembered of a workflow that told something which a reorg may take back.</summary>
    public static ToldUnder ToldAs(Workflow workflow, ActionPlan action) =>
        new(workflow.Hash, workflow.Kind, workflow.Lane, action.Urgency);

    // The position is not followed, so that the next crossing value is the same news again: one row, one dead letter.
    private static void TellCrowded(Turn turn, Verdict verdict, Episode.Open open)
    {
        if (verdict.Telling.Kind != TellingKind.Told)
            return;
        OutboxEdit.PlanNoDelivery(
            turn, NotificationWords.Alert(verdict, open, ordinal: 0, turn), verdict.Telling.Route!.Channels);
        var record = verdict.ToRecord(turn.State.Preferences, turn.Now);
        var reason = new Reason(
            ReasonCode.TooManyPositions,
            "The wallet follows as many open positions as it can remember: this one is told in the inbox alone.");
        turn.Add(new WalletEffect.Record(
            record with { Outcome = DecisionOutcome.Suppressed, Reasons = record.Reasons.Add(reason) },
            verdict.Book.Current,
            verdict.Signal.Source.Position));
    }

    private static void ChangeOutbox(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var (signal, _, _, book, _, _, telling) = verdict;
        if (telling.Kind == TellingKind.Told)
            OutboxEdit.CancelFollowUps(turn, signal.Workflow, signal.Subject, open.Number);
        // What waits under a reorg's doubt at a milder level is part of what is told now.
        foreach (var alert in book.Unfinal)
            if (IsAbsorbed(alert, open) && alert.Ordinal != ordinal)
                OutboxEdit.CancelUnsent(turn, signal.Workflow, signal.Subject, open.Number, alert.Ordinal);
        // One message at the end of a mute, not one for every level that was passed meanwhile.
        if (telling.Kind == TellingKind.Told && Outbox.IsMuted(turn.State.Preferences, turn.Now))
            OutboxEdit.CancelUnsent(turn, signal.Workflow, signal.Subject, open.Number, ordinal: null);

        if (telling.Kind == TellingKind.Told)
        {
            var alert = NotificationWords.Alert(verdict, open, ordinal, turn);
            // It may wait outside the outbox under the same key.
            if (telling.Credit is not null)
                DisplacedDecision.Withdraw(turn, OutboxEdit.KeyOf(turn.Policy, alert, ChannelName.Inbox));
            DeferredDecision.Replace(turn, signal, open.Number);
            Plan(turn, verdict, alert);
        }
        else if (telling.Kind == TellingKind.Reconfirmed)
            OutboxEdit.Release(
                turn, telling.Credit!, signal.Workflow, signal.Subject, NotificationWords.Facts(verdict, turn));
    }

    private static void Plan(Turn turn, Verdict verdict, Notification alert)
    {
        var (workflow, channels) = (verdict.Workflow, verdict.Telling.Route!.Channels);
        if (verdict.Telling.Timing is Timing.InDigest into && !channels.IsEmpty)
        {
            OutboxEdit.Show(turn, alert);
            DigestDecision.Add(turn, alert, channels, into, verdict.Telling.Alert?.Bucket);
            return;
        }

        var until = (verdict.Telling.Timing as Timing.Later)?.At;
        OutboxEdit.Plan(turn, alert, channels, until);
        if (channels.IsEmpty)
            return;
        if (until is null)
            AttentionStage.Spend(turn, workflow.Lane);
        AttentionStage.Remember(turn, workflow);
    }

    // What is kept back for what was learned lies in the inbox, and the owner hears of it once.
    private static void Learn(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var telling = verdict.Telling;
        if (telling.Alert is not { } alert)
            return;
        if (telling.Kind == TellingKind.KeptBack)
        {
            OutboxEdit.Show(turn, NotificationWords.Alert(verdict, open, ordinal, turn));
            BehaviourStage.Learn(turn, new BehaviourEvent.Withheld(alert));
        }
        else if (telling is { Kind: TellingKind.Told, Timing: not Timing.InDigest, Route.Channels.IsEmpty: false })
        {
            BehaviourStage.Learn(turn, new BehaviourEvent.Told(alert));
        }

        if (telling.Notice is not { } words)
            return;
        var (workflow, preferences) = (verdict.Workflow, turn.State.Preferences);
        var channels = ChannelStage.Route(telling.Action!, workflow, preferences, turn.Policy).Channels;
        var (at, reason) = TimingStage.SendAt(turn, workflow.Kind, subject: null, Lane.Bulk);
        OutboxEdit.Plan(
            turn, NotificationWords.Notice(verdict, open, alert.Bucket, words, at, turn), channels,
            reason is null ? null : at);
        BehaviourStage.Learn(turn, new BehaviourEvent.Noticed(workflow.Kind, alert.Bucket));
    }

    // The alerts that this block confirms, and the new one; from a final block nothing needs to be remembered.
    private static ImmutableArray<UnfinalAlert> Unfinal(
        ImmutableArray<UnfinalAlert> alerts, Verdict verdict, Episode.Open open, int ordinal)
    {
        var (signal, _, _, _, _, _, telling) = verdict;
        var kept = ImmutableArray.CreateBuilder<UnfinalAlert>();
        foreach (var alert in alerts)
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

        if (telling is { Kind: TellingKind.Told, Credit: null } && !signal.Final)
            kept.Add(new UnfinalAlert(
                signal.Source.Block, signal.Source.Position.LogIndex, signal.Source.Transaction,
                Shown.Bounded(verdict.Compared),
                verdict.Line.Thresholds[open.Level], open.Number, open.Level, ordinal, false, []));
        return kept.ToImmutable();
    }

    private static bool IsAbsorbed(UnfinalAlert alert, Episode.Open open) =>
        alert is { Role: NotificationRole.Alert, Orphaned: true } && alert.Episode == open.Number
        && alert.Level <= open.Level;

    private static ImmutableArray<EpisodeUndo> Undo(
        ImmutableArray<EpisodeUndo> undo, Verdict verdict, Episode before, long finalized)
    {
        undo = undo.RemoveAll(entry => entry.Block.Number <= finalized);
        // Another threshold is the owner's doing, not the block's: a reorg does not take it back.
        if (verdict.Signal.Final || (verdict.Mode == SignalMode.Recheck && verdict.Book.Current is Episode.Open))
            return undo;
        return undo.Add(new EpisodeUndo(verdict.Signal.Source.Block, before) { Past = verdict.Book.Past });
    }

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

    // A value that decides anew is in mind already, or on its way to be.
    private static PastValues? PastAfter(Signal signal, SignalMode mode, Workflow workflow, PastValues? past) =>
        !workflow.Rule.Remembers ? null
        : mode.IsAnew() ? past
        : PastValues.After(past, signal.Value, signal.Source.BlockTime, workflow.Rule);
}

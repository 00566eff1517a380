using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Tells an episode again that stays open: when its time comes, with the present value.</summary>
internal static class RepeatDecision
{
    /// <summary>When a position is to be told again, or is over by itself; null for not at all.</summary>
    public static DateTimeOffset? At(EpisodeBook book)
    {
        var again = book.Told is { RepeatAt: { } at } told && book.Current is Episode.Open open
            && open.Number == told.Episode ? at : default(DateTimeOffset?);
        return EndsSoonDecision.Of(book)?.At is { } end && !(again < end) ? end : again;
    }

    /// <summary>Looks at every position whose time has come.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="lastValues">The newest signal of each workflow and subject.</param>
    public static void Due(Turn turn, ImmutableArray<Signal> lastValues)
    {
        if (Outbox.IsMuted(turn.State.Preferences, turn.Now))
            return;
        foreach (var (workflow, track) in turn.State.Tracks)
            foreach (var (subject, book) in track.Episodes)
                if (At(book) <= turn.Now)
                    Due(turn, workflow, subject, lastValues);
    }

    private static void Due(Turn turn, WorkflowId id, SubjectKey subject, ImmutableArray<Signal> lastValues)
    {
        var track = turn.State.Tracks[id];
        var book = track.Episodes[subject];
        if (EndsSoonDecision.Of(book)?.At <= turn.Now)
        {
            EndsSoonDecision.End(turn, id, subject);
            return;
        }

        var (told, open) = (book.Told!, (Episode.Open)book.Current);
        var live = turn.Policy.Workflows.GetValueOrDefault(id);
        var isFollowed = live?.Trigger.Chain == track.Chain
            && (told.Corrects || told.Repeats < EndMoves.RepeatsMax(live, book));
        if (isFollowed && told.Corrects
            && TimingStage.SendAt(turn, live!.Kind, (id, subject), live.Lane) is { Reason: not null, At: var later })
        {
            turn.Put(id, track.Chain, subject, book with { Told = told with { RepeatAt = later } });
            return;
        }

        if (isFollowed && Consider(turn, live!, subject, book, open, lastValues) is { } verdict)
        {
            var repeat = NotificationWords.Repeat(verdict, open, told, turn);
            Tell(turn, verdict, repeat, told.Corrects);
            var worded = WordingStage.Worded(verdict.Telling, live!, repeat.Template, turn);
            turn.Add(new WalletEffect.Record(
                (verdict with { Telling = worded }).ToRecord(turn.State, turn.Now), open,
                verdict.Signal.Source.Position));
        }

        // A time at which nothing is told counts, too: nobody is woken for ever.
        told = told with { Repeats = told.Repeats + 1, Corrects = false };
        turn.Put(id, track.Chain, subject, book with
        {
            Told = told with { RepeatAt = isFollowed ? EpisodeTelling.RepeatAfter(live!, told, book, turn) : null },
        });
    }

    // Null where it is not told this time: nobody wants it, it waits in the outbox still, or the value that ends the
    // episode is on its way to the wallet.
    private static Verdict? Consider(
        Turn turn, Workflow workflow, SubjectKey subject, EpisodeBook book, Episode.Open open,
        ImmutableArray<Signal> lastValues)
    {
        var awaits = open.AlertedLevel != open.Level || IsWaiting(turn, workflow.Id, subject, open.Number);
        var deadline = EndsSoonDecision.Of(book);
        var last = lastValues.FirstOrDefault(it => it.Workflow == workflow.Id && it.Subject == subject)
            ?? (deadline is null
                ? null
                : EndsSoonDecision.Standing(workflow.Id, workflow.Trigger.Chain, subject, open, turn));
        if ((awaits && !book.Told!.Corrects) || last is null)
            return null;
        var applied = ThresholdStage.For(turn, workflow);
        var moved = SignalDecision.MovedBy(last, workflow, book);
        if (workflow.Rule.Change is not null && moved is null)
            return null;
        var step = EpisodeStage.Advance(
            book, moved?.Change ?? last.Value, applied.Line, workflow.Rule.Rearm, last.Source);
        if (step.Next is not Episode.Open || step.Move == EpisodeMove.Undefined)
            return null;
        var stays = new Verdict(
            last, SignalMode.Live, workflow, book, applied, new EpisodeStep(EpisodeMove.StillOpen, open),
            Telling.Nothing)
        {
            Moved = moved,
        };
        var wanted = Telling.News.Because(Reason(workflow, book.Told!, deadline))
            .Then(AudienceStage.Judge, stays, turn);
        // A correction is told whatever the wallet holds by now.
        if (last.Portfolio is not null && !book.Told!.Corrects)
            wanted = wanted.Then(PortfolioStage.Judge, stays, turn);
        // That what was told is not so does not wait in a digest, and takes nothing from the budget.
        var telling = (book.Told!.Corrects ? wanted : wanted.Then(AttentionStage.Judge, stays, turn))
            .Then(TimingStage.Judge, stays, turn)
            .Then(EndsSoonDecision.InTime, stays, turn)
            .Then(ChannelStage.Judge, stays, turn);
        // A repeat comes again, a reminder does not: it waits for its time.
        return telling.Kind == TellingKind.Told && (telling.Timing is Timing.AtOnce || deadline is not null)
            ? stays with { Telling = telling }
            : null;
    }

    private static void Tell(Turn turn, Verdict verdict, Notification repeat, bool corrects)
    {
        if (verdict.Telling.Timing is not Timing.AtOnce)
        {
            AlertOutbox.Plan(turn, verdict, repeat);
            return;
        }

        OutboxEdit.Plan(turn, repeat, verdict.Telling.Route!.Channels);
        if (!corrects)
            AttentionStage.Spend(turn, verdict.Workflow.Lane);
    }

    private static bool IsWaiting(Turn turn, WorkflowId workflow, SubjectKey subject, long episode)
    {
        foreach (var pending in turn.State.Outbox)
            if (OutboxEdit.IsOf(pending.Notification, workflow, subject, episode))
                return true;
        return false;
    }

    private static Reason Reason(Workflow workflow, EpisodeTold told, EpisodeDeadline? deadline) => told.Corrects
        ? new Reason(
            ReasonCode.EndRetracted, $"Episode {told.Episode} was told to be over, and the chain took that back.")
        : deadline is not null && workflow.EndsSoon is not null ? EndsSoonDecision.Reason(deadline)
        : new Reason(
            ReasonCode.Repeated,
            $"Episode {told.Episode} is open still: told again every {workflow.Repeat!.Every}, "
            + $"{told.Repeats + 1} of {workflow.Repeat.AtMost} times.");
}

using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Tells an episode again that stays open: when its time comes, with the present value.</summary>
internal static class RepeatDecision
{
    /// <summary>When a position is to be told again; null for not at all.</summary>
    public static DateTimeOffset? At(EpisodeBook book) =>
        book.Told is { RepeatAt: { } at } told && book.Current is Episode.Open open && open.Number == told.Episode
            ? at
            : null;

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
        var (told, open) = (book.Told!, (Episode.Open)book.Current);
        var live = turn.Policy.Workflows.GetValueOrDefault(id);
        var isFollowed = live?.Trigger.Chain == track.Chain && (told.Corrects || told.Repeats < live.Repeat?.AtMost);
        if (isFollowed && Consider(turn, live!, subject, book, open, lastValues) is { } verdict)
        {
            OutboxEdit.Plan(
                turn, NotificationWords.Repeat(verdict, open, told, turn), verdict.Telling.Route!.Channels);
            AttentionStage.Spend(turn, live!.Lane);
            turn.Add(new WalletEffect.Record(
                verdict.ToRecord(turn.State.Preferences, turn.Now), open, verdict.Signal.Source.Position));
        }

        // A time at which nothing is told counts, too: nobody is woken for ever.
        told = told with { Repeats = told.Repeats + 1, Corrects = false };
        turn.Put(id, track.Chain, subject, book with
        {
            Told = told with { RepeatAt = isFollowed ? EpisodeTelling.RepeatAfter(live!.Repeat, told, turn) : null },
        });
    }

    // Null where it is not told this time: nobody wants it, it waits in the outbox still, or the value that ends the
    // episode is on its way to the wallet.
    private static Verdict? Consider(
        Turn turn, Workflow workflow, SubjectKey subject, EpisodeBook book, Episode.Open open,
        ImmutableArray<Signal> lastValues)
    {
        var awaits = open.AlertedLevel != open.Level || IsWaiting(turn, workflow.Id, subject, open.Number);
        if ((awaits && !book.Told!.Corrects)
            || lastValues.FirstOrDefault(it => it.Workflow == workflow.Id && it.Subject == subject) is not { } last)
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
        var telling = Telling.News.Because(Reason(workflow, book.Told!))
            .Then(AudienceStage.Judge, stays, turn)
            .Then(AttentionStage.Judge, stays, turn)
            .Then(TimingStage.Judge, stays, turn)
            .Then(ChannelStage.Judge, stays, turn);
        return telling is { Kind: TellingKind.Told, Timing: Timing.AtOnce } ? stays with { Telling = telling } : null;
    }

    private static bool IsWaiting(Turn turn, WorkflowId workflow, SubjectKey subject, long episode)
    {
        foreach (var pending in turn.State.Outbox)
            if (OutboxEdit.IsOf(pending.Notification, workflow, subject, episode))
                return true;
        return false;
    }

    private static Reason Reason(Workflow workflow, EpisodeTold told) => told.Corrects
        ? new Reason(
            ReasonCode.EndRetracted, $"Episode {told.Episode} was told to be over, and the chain took that back.")
        : new Reason(
            ReasonCode.Repeated,
            $"Episode {told.Episode} is open still: told again every {workflow.Repeat!.Every}, "
            + $"{told.Repeats + 1} of {workflow.Repeat.AtMost} times.");
}

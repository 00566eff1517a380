using Kwala.Core.Delivery;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Third stage: is there something new to tell, and may a block of this age still tell it?</summary>
internal static class NewsStage
{
    /// <summary>
    /// In this order: nothing deeper than what was decided before; confirmed after a reorg; backfill; stale.
    /// </summary>
    public static Telling For(Verdict verdict, Turn turn)
    {
        var (signal, mode, workflow, book, _, step, _) = verdict;
        if (step.Next is Episode.Closed && book.Current is Episode.Open closing)
            return ResolvedStage.For(verdict, turn, closing);
        if (step.Next is not Episode.Open open
            || (open.Level <= open.AlertedLevel && !PortfolioStage.IsTouchedNow(verdict, open)
                && !AudienceStage.IsInsideNow(verdict, open, turn)))
            return Telling.Nothing;
        var news = Telling.News with { Credit = OrphanedAlert(book, open) };
        if (news.Credit is { } credit && (credit.Heard.Length > 0 || IsWaiting(turn.State, signal, credit)))
            return End(news, TellingKind.Reconfirmed, new Reason(
                ReasonCode.Reconfirmed,
                $"The canonical chain has it too: still episode {open.Number}, nothing is sent twice."));
        // An outage shorter than valid-for loses nobody an alert, however many blocks it spans.
        var stale = turn.Now > signal.Source.BlockTime + workflow.ValidFor;
        if (stale && mode == SignalMode.Backfill && !IsTheOnlyWord(verdict, turn))
            return End(news, TellingKind.Later, new Reason(
                ReasonCode.Backfill, "The block is from the past: nothing is sent before a live block confirms it."));
        if (stale && mode == SignalMode.Live && workflow.Lane != Lane.Critical)
            return End(news, TellingKind.Later, new Reason(
                ReasonCode.Expired, $"The block is older than {workflow.ValidFor}: a newer one has to confirm it."));
        // A new line is news; a crossing that stood untold since a block long ago is not.
        return news with
        {
            Late = stale && (mode is SignalMode.Live or SignalMode.Backfill || book.Current is Episode.Open),
        };
    }

    // No later value tells of a log that stands alone: what is critical is told late (decision 13).
    private static bool IsTheOnlyWord(Verdict verdict, Turn turn) =>
        verdict.Workflow is { Rule.Latches: false, Lane: Lane.Critical }
        && turn.Now <= NotificationWords.Later(verdict.Signal.Source.BlockTime, DueDecision.CriticalAgeMax);

    private static Telling End(Telling news, TellingKind kind, Reason reason) =>
        news.Because(reason) with { Kind = kind };

    private static UnfinalAlert? OrphanedAlert(EpisodeBook book, Episode.Open open)
    {
        foreach (var alert in book.Unfinal)
            if (alert is { Role: NotificationRole.Alert, Orphaned: true } && alert.Episode == open.Number
                && alert.Level == open.Level)
                return alert;
        return null;
    }

    private static bool IsWaiting(WalletState state, Signal signal, UnfinalAlert alert)
    {
        foreach (var pending in state.Outbox)
            if (alert.IsToldBy(pending.Notification, signal.Workflow, signal.Subject))
                return true;
        return false;
    }
}

using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What a log opened ends at an instant that the log named: its owner is reminded once before, and then it is over by
/// itself.
/// </summary>
internal static class EndsSoonDecision
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A log is news when it comes, and not once what it opened is over: it opens nothing where its end has passed, and
    /// nothing when an older log is looked at anew.
    /// </summary>
    public static EpisodeStep OnlyNews(
        EpisodeStep step, EpisodeBook book, Workflow workflow, Signal signal, SignalMode mode, DateTimeOffset now) =>
        step.Move == EpisodeMove.Opened && workflow.Rule.IsOccurrence
        && (mode.IsAnew() || EndMoves.Is(signal, workflow) || workflow.EndsSoon?.EndOf(signal.Source) <= now)
            ? new EpisodeStep(EpisodeMove.NotCrossed, book.Current)
            : step;

    /// <summary>The deadline of a position after a signal: an episode that a log opens brings its own.</summary>
    public static EpisodeDeadline? DeadlineAfter(Verdict verdict) =>
        verdict.Step is { Move: EpisodeMove.Opened, Next: Episode.Open open }
            ? DeadlineOf(verdict.Workflow, verdict.Signal.Source, open.Number)
            : verdict.Book.Deadline;

    /// <summary>When an episode that a log opened ends; null for open-ended.</summary>
    public static EpisodeDeadline? DeadlineOf(Workflow workflow, SignalSource source, long episode) =>
        workflow.EndsSoon is { } plan && plan.EndOf(source) is { } at
            ? new EpisodeDeadline(
                episode, at, plan.Clock == EndClock.Block,
                ProposalParts.Of(workflow.Trigger.Event).TitleOf(source.Arguments))
            : null;

    /// <summary>The deadline of the episode that is open; null where there is none.</summary>
    public static EpisodeDeadline? Of(EpisodeBook book) =>
        book.Deadline is { } deadline && book.Current is Episode.Open open && open.Number == deadline.Episode
            ? deadline
            : null;

    /// <summary>
    /// When to remind of it; null where the time for it has passed, or nothing ends. Where quiet hours would put it off
    /// past the end, just before they begin: a reminder is of no use afterwards.
    /// </summary>
    public static DateTimeOffset? RemindAt(Workflow workflow, EpisodeDeadline? deadline, Turn turn)
    {
        if (workflow.EndsSoon is not { } plan || deadline is null)
            return null;
        var at = deadline.At - plan.Before;
        if (at <= turn.Now)
            return null;
        var before = TimingStage.QuietFrom(turn, at, workflow.Lane, deadline.At) - OneMinute;
        return before > turn.Now ? before : at;
    }

    /// <summary>
    /// What would be put off past the end: the owner hears of it now, if nothing but quiet hours is in the way and it
    /// is no bulk; else it lies in the inbox alone. So it is never lost without a word.
    /// </summary>
    public static Telling InTime(Telling telling, Verdict verdict, Turn turn)
    {
        if (telling.Timing is not Timing.Later later || Of(verdict.Book) is not { } deadline || later.At < deadline.At)
            return telling;
        var isQuiet = telling.Reasons[^1].Code == ReasonCode.QuietHours && verdict.Workflow.Lane != Lane.Bulk;
        return telling.Because(new Reason(
            ReasonCode.EndsSoon,
            isQuiet ? "It ends before then: it is told now." : "It ends before then: it lies in the inbox alone."))
            with
        {
            Timing = Timing.AtOnce.Instance,
            Action = isQuiet ? telling.Action : telling.Action! with { Channels = [] },
        };
    }

    /// <summary>It is over by itself: what was not sent is not sent any more.</summary>
    public static void End(Turn turn, WorkflowId id, SubjectKey subject)
    {
        var track = turn.State.Tracks[id];
        var (book, live) = (track.Episodes[subject], turn.Policy.Workflows.GetValueOrDefault(id));
        var (open, deadline) = ((Episode.Open)book.Current, book.Deadline!);
        OutboxEdit.CancelUnsent(turn, id, subject, open.Number, ordinal: null);
        turn.Put(id, track.Chain, subject, turn.State.Tracks[id].Episodes[subject] with
        {
            Current = Episode.Closed.Instance,
            Deadline = null,
        });
        turn.Add(new WalletEffect.Record(
            new DecisionRecord(
                id, live?.Hash ?? default, live?.Kind ?? new KindName(id.Value), subject, DecisionOutcome.Resolved,
                [new Reason(ReasonCode.Ended, $"It ended by itself{When(deadline)}.")],
                live is null ? TierName.Standard : ThresholdStage.For(turn, live).Tier,
                Rational.Undefined, null, open.Number, open.Level, null, null, $"{subject}/{open.Number}", turn.Now),
            open,
            track.SeenThrough));
    }

    /// <summary>
    /// What the reminder is about where no value of the position is kept: that which opened it stands.
    /// </summary>
    public static Signal Standing(
        WorkflowId workflow, ChainId chain, SubjectKey subject, Episode.Open open, Turn turn) => new(
            workflow, subject, Rational.One,
            new SignalSource(chain, new BlockRef(open.OpenedAt, default), turn.Now, default, 0, default, []),
            Live: false, Final: true);

    /// <summary>What a log does to an episode, where logs are news by themselves.</summary>
    public static Reason Reason(EpisodeStep step, bool actedOn) => step.Move switch
    {
        EpisodeMove.Opened => new(ReasonCode.ThresholdCrossed, "The log is news by itself."),
        EpisodeMove.Closed => new(
            ReasonCode.Ended, actedOn ? "The owner acted on it: it is over." : "Another log ended it."),
        EpisodeMove.NotCrossed => new(ReasonCode.Ended, "It is over, or ends nothing that was open."),
        _ => new(ReasonCode.EpisodeStillOpen, "It is open already."),
    };

    /// <summary>Why it is told again.</summary>
    public static Reason Reason(EpisodeDeadline deadline) => new(
        ReasonCode.EndsSoon,
        $"It is open still, and ends soon{When(deadline)}"
        + (deadline.MovedFrom is { } before
            ? FormattableString.Invariant($", no longer at {before:u}: the owner is told of the new end.")
            : ": the owner is reminded once."));

    private static string When(EpisodeDeadline deadline) => FormattableString.Invariant(
        $", {(deadline.IsEstimate ? "as far as blocks tell " : "")}at {deadline.At:u}");
}

using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>What a value does to the episode of its position.</summary>
internal enum EpisodeMove
{
    Undefined,
    NotCrossed,
    Opened,
    FoundBeyond,
    Deeper,
    StillOpen,
    NotRearmed,
    LevelBack,
    Closed,
    ClosedByChoice,
}

/// <summary>A move and the phase after it: the reference from before where nothing changed.</summary>
internal readonly record struct EpisodeStep(EpisodeMove Move, Episode Next);

/// <summary>Second stage: does the value cross the threshold, and what becomes of the episode (decision 3)?</summary>
internal static class EpisodeStage
{
    /// <summary>The move that a new value makes. An open episode goes by the levels that it was opened with.</summary>
    public static EpisodeStep Advance(EpisodeBook book, Rational value, Levels line, Rearm rearm, SignalSource source)
    {
        if (value.IsUndefined)
            return new EpisodeStep(EpisodeMove.Undefined, book.Current);
        if (book.Current is Episode.Open open)
            return Continue(open, value, rearm);
        return line.DeepestCrossedBy(value) is { } level
            ? new EpisodeStep(EpisodeMove.Opened, Open(book, level, line, source))
            : new EpisodeStep(EpisodeMove.NotCrossed, book.Current);
    }

    /// <summary>
    /// The move where each log beyond the line is an episode of its own. One that a reorg had put in doubt is the same
    /// episode in its new block: the same transaction with the same value.
    /// </summary>
    public static EpisodeStep Alone(EpisodeBook book, Rational value, Levels line, SignalSource source)
    {
        if (value.IsUndefined)
            return new EpisodeStep(EpisodeMove.Undefined, book.Current);
        if (line.DeepestCrossedBy(value) is not { } level)
            return new EpisodeStep(EpisodeMove.NotCrossed, book.Current);
        var number = book.Last + 1;
        foreach (var alert in book.Unfinal)
            if (alert is { Role: NotificationRole.Alert, Orphaned: true } && alert.Transaction == source.Transaction
                && alert.Value == Shown.Bounded(value))
            {
                number = alert.Episode;
                break;
            }

        return new EpisodeStep(EpisodeMove.Opened, new Episode.Open(
            number, level, null, NextOrdinal(book, number), line, source.Block.Number));
    }

    /// <summary>
    /// The move when the same value is held against another threshold, because the owner chose another. Without
    /// re-arm margin: the owner asked for exactly this line.
    /// </summary>
    public static EpisodeStep Recheck(EpisodeBook book, Rational value, Levels line, Rearm rearm, SignalSource source)
    {
        if (book.Current is not Episode.Open open || open.Line.Equals(line) || value.IsUndefined)
            return Advance(book, value, line, rearm, source);
        if (line.DeepestCrossedBy(value) is not { } level)
            return new EpisodeStep(EpisodeMove.ClosedByChoice, Episode.Closed.Instance);
        // Levels of two lines cannot be compared. Whoever was told of this episode knows of its present depth.
        return new EpisodeStep(EpisodeMove.StillOpen, open with
        {
            Line = line,
            Level = level,
            AlertedLevel = open.AlertedLevel is null ? null : level,
        });
    }

    /// <summary>
    /// Where only crossings count, what opens without one opens silently: the first value of a position, and a line
    /// that was moved past its value.
    /// </summary>
    public static EpisodeStep OnlyCrossing(EpisodeStep step, PastValues? past, SignalMode mode) =>
        step is { Move: EpisodeMove.Opened, Next: Episode.Open open } && (past is null || mode.IsAnew())
            ? new EpisodeStep(EpisodeMove.FoundBeyond, open with { AlertedLevel = open.Level })
            : step;

    /// <summary>The move in words, with the numbers compared.</summary>
    /// <param name="step">The move.</param>
    /// <param name="before">The phase before it.</param>
    /// <param name="value">The value.</param>
    /// <param name="line">The levels that were compared with.</param>
    /// <param name="rearm">The margin.</param>
    public static Reason Reason(EpisodeStep step, Episode before, Rational value, Levels line, Rearm rearm)
    {
        var mildest = line.Thresholds[0];
        var shown = Shown.Value(value, mildest);
        var level = (step.Next as Episode.Open)?.Level ?? 0;
        return step.Move switch
        {
            EpisodeMove.Undefined => new(
                ReasonCode.ValueUndefined, "The value is undefined; it opens and closes nothing."),
            EpisodeMove.NotCrossed => new(
                ReasonCode.ThresholdNotCrossed,
                $"{shown} does not cross {mildest}{(before is Episode.Doubtful ? ": the episode is doubtful" : "")}.")
            {
                Otherwise = $"The owner would have been told at a value {mildest}.",
            },
            EpisodeMove.FoundBeyond => new(
                ReasonCode.FoundBeyond,
                $"{shown} lies beyond {line.Thresholds[level]}, and was not seen to cross it."),
            EpisodeMove.Opened => new(ReasonCode.ThresholdCrossed, $"{shown} crosses {line.Thresholds[level]}."),
            EpisodeMove.Deeper => new(
                ReasonCode.DeeperLevel, $"{shown} crosses {line.Thresholds[level]}, level {level + 1}."),
            EpisodeMove.NotRearmed => new(
                ReasonCode.NotRearmed, $"{shown} is back, but not past the margin: still {rearm.Around(mildest)}.")
            {
                Otherwise = Again(before, line),
            },
            EpisodeMove.LevelBack => new(
                ReasonCode.EpisodeStillOpen, $"{shown} is back at level {level + 1}; the episode stays open."),
            EpisodeMove.ClosedByChoice => new(
                ReasonCode.ThresholdNotCrossed, $"{shown} does not cross the threshold chosen now, {mildest}."),
            EpisodeMove.Closed => new(
                ReasonCode.Rearmed, $"{shown} is past the margin of {mildest}: no longer {rearm.Around(mildest)}."),
            _ => new(
                ReasonCode.EpisodeStillOpen, $"{shown} crosses {line.Thresholds[level]}; the episode is open already.")
            {
                Otherwise = Again(before, line),
            },
        };
    }

    private static string Again(Episode before, Levels line) =>
        before is Episode.Open open && open.Level + 1 < line.Thresholds.Length
            ? $"The owner would have been told at a value {line.Thresholds[open.Level + 1]}."
            : "The owner is told again only after the value has come back past the margin.";

    private static EpisodeStep Continue(Episode.Open open, Rational value, Rearm rearm)
    {
        if (!rearm.Around(open.Line.Thresholds[0]).IsCrossedBy(value))
            return new EpisodeStep(EpisodeMove.Closed, Episode.Closed.Instance);
        var crossed = open.Line.DeepestCrossedBy(value);
        if (crossed > open.Level)
            return new EpisodeStep(EpisodeMove.Deeper, open with { Level = crossed.Value });
        var held = open.Level;
        while (held > 0 && !rearm.Around(open.Line.Thresholds[held]).IsCrossedBy(value))
            held--;
        if (held < open.Level)
            return new EpisodeStep(EpisodeMove.LevelBack, open with
            {
                Level = held,
                AlertedLevel = open.AlertedLevel is { } alerted ? Math.Min(alerted, held) : null,
            });
        return new EpisodeStep(crossed is null ? EpisodeMove.NotRearmed : EpisodeMove.StillOpen, open);
    }

    // What a reorg left in doubt comes first: if the chain opens it again, it is the same episode.
    private static Episode.Open Open(EpisodeBook book, int level, Levels line, SignalSource source)
    {
        var number = book.Current is Episode.Doubtful { Was: var was } ? was.Number : book.Last + 1;
        // What was told of this very log, or else of this very level, is true again: nothing has to be told.
        long? sameLog = null, sameLevel = null;
        foreach (var alert in book.Unfinal)
        {
            if (alert is not { Role: NotificationRole.Alert, Orphaned: true })
                continue;
            number = Math.Min(number, alert.Episode);
            if (alert.Level != level)
                continue;
            sameLevel = Math.Min(sameLevel ?? long.MaxValue, alert.Episode);
            if (alert.Block == source.Block && alert.LogIndex == source.Position.LogIndex)
                sameLog = alert.Episode;
        }

        number = sameLog ?? sameLevel ?? number;
        return new Episode.Open(number, level, null, NextOrdinal(book, number), line, source.Block.Number);
    }

    /// <summary>One more than any ordinal that the book remembers of an episode.</summary>
    public static int NextOrdinal(EpisodeBook book, long number)
    {
        var next = Math.Max(book.OrdinalsUsed, book.Current switch
        {
            Episode.Open open when open.Number == number => open.Alerts,
            Episode.Doubtful { Was: var was } when was.Number == number => was.Alerts,
            _ => 0,
        });
        foreach (var alert in book.Unfinal)
            if (alert.Episode == number && alert.Ordinal >= next)
                next = alert.Ordinal + 1;
        return next;
    }
}

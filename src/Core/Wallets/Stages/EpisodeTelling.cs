using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>What telling an episode leads to: who heard, when it is repeated, how its end is told.</summary>
internal static class EpisodeTelling
{
    /// <summary>As much as an episode of this workflow may come to need of the record.</summary>
    public static EpisodeTold? Room(Workflow workflow, Turn turn) =>
        workflow.Resolved is null && workflow.RepeatsMax == 0
            ? null
            : new EpisodeTold(0, [], EpisodeTold.RepeatsUnknown, turn.Now, true);

    /// <summary>After an alert was told, or was told before and is confirmed.</summary>
    public static EpisodeTold? OfAlert(EpisodeBook book, Verdict verdict, long episode, Turn turn)
    {
        var (_, _, workflow, _, _, _, telling) = verdict;
        var before = book.Told;
        if (telling.Kind == TellingKind.KeptBack || (workflow.Resolved is null && workflow.RepeatsMax == 0))
            return before;
        var told = before?.Episode == episode
            ? before
            : new EpisodeTold(
                episode, telling.Credit?.Heard ?? [],
                telling.Kind == TellingKind.Told ? 0 : EpisodeTold.RepeatsUnknown, null, false);
        var isTold = telling.Timing is Timing.AtOnce || workflow.Repeat is null;
        return told with { RepeatAt = isTold ? RepeatAfter(workflow, told, book, turn) : null, Corrects = false };
    }

    /// <summary>After its end was taken back that somebody heard of: it is told again at once.</summary>
    public static EpisodeTold Corrected(EpisodeTold? before, UnfinalAlert end, Turn turn)
    {
        var told = before?.Episode == end.Episode
            ? before
            : new EpisodeTold(end.Episode, [], EpisodeTold.RepeatsUnknown, null, false);
        // Where repeats were lost count of, each end has a number of its own, and so has what corrects it.
        if (told.Repeats >= EpisodeTold.RepeatsUnknown)
            told = told with { Repeats = EpisodeTold.RepeatsUnknown + end.Ordinal };
        return told with { RepeatAt = turn.Now, Corrects = true };
    }

    /// <summary>When to tell an episode again that was told, or looked at, now; null for not at all.</summary>
    public static DateTimeOffset? RepeatAfter(Workflow workflow, EpisodeTold told, EpisodeBook book, Turn turn) =>
        told.Repeats >= workflow.RepeatsMax ? null
            : workflow.Repeat is not { } plan ? EndsSoonDecision.RemindAt(workflow, book.Deadline, turn)
            : NotificationWords.Later(
                Outbox.IsMuted(turn.State.Preferences, turn.Now) ? turn.State.Preferences.MutedUntil!.Value : turn.Now,
                plan.Every);

    /// <summary>
    /// Tells that an episode is over, and gives what a reorg has to know of it besides what it had to know before.
    /// </summary>
    public static ImmutableArray<UnfinalAlert> OfEnd(Turn turn, Verdict verdict, Episode.Open closing)
    {
        var (signal, _, _, book, _, _, telling) = verdict;
        if (telling.Kind is not (TellingKind.EndTold or TellingKind.EndReconfirmed))
            return book.Unfinal;
        var ordinal = telling.Credit?.Ordinal ?? EpisodeStage.NextOrdinal(book, closing.Number);
        var level = telling.Credit?.Level ?? closing.Level;
        if (telling.Kind == TellingKind.EndReconfirmed)
        {
            OutboxEdit.Release(
                turn, telling.Credit!, signal.Workflow, signal.Subject, NotificationWords.Facts(verdict, turn));
        }
        else
        {
            var (at, isPutOff) = TimingStage.SendAt(
                turn, verdict.Workflow.Kind, (signal.Workflow, signal.Subject), Lane.Standard);
            DateTimeOffset? until = isPutOff is null ? null : at;
            var end = NotificationWords.End(verdict, closing with { Level = level }, ordinal, until, turn);
            if (telling.Credit is not null)
                DisplacedDecision.Withdraw(turn, OutboxEdit.KeyOf(turn.Policy, end, ChannelName.Inbox));
            OutboxEdit.PlanAfter(
                turn, end, telling.Route!.Channels, ResolvedStage.Heard(book, closing.Number), until);
            DisplacedDecision.Follow(turn, end);
        }

        var others = telling.Credit is null ? book.Unfinal : book.Unfinal.Remove(telling.Credit);
        return signal.Final ? others : others.Add(new UnfinalAlert(
            signal.Source.Block, signal.Source.Position.LogIndex, signal.Source.Transaction,
            Shown.Bounded(verdict.Compared), verdict.Line.Thresholds[0], closing.Number, level, ordinal,
            false, telling.Credit?.Heard ?? [])
        {
            Role = NotificationRole.Resolved,
        });
    }
}

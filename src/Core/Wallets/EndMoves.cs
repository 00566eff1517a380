using System.Collections.Immutable;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// A log that names another end moves the end of what is open, and the reminder with it. Whoever heard of an end that
/// holds no longer is told of the new one: after a reminder once more, however often it moves then.
/// </summary>
internal static class EndMoves
{
    /// <summary>Whether a signal is such a log's.</summary>
    public static bool Is(Signal signal, Workflow workflow) =>
        workflow.Rule.IsOccurrence && signal.Value == Ending.Moved;

    /// <summary>Moves the end; of a past value, which keeps no instant, nothing follows.</summary>
    public static void Take(Turn turn, Signal signal, Workflow workflow, EpisodeBook book)
    {
        if (EndsSoonDecision.Of(book) is not { } before
            || workflow.EndsSoon?.EndOf(signal.Source, argument: 0) is not { } at || at == before.At)
            return;
        var first = before.MovedFrom ?? before.At;
        var deadline = before with { At = at, MovedFrom = at == first ? null : first };
        var moved = book with { Deadline = deadline };
        if (book.Told is { } told && told.Episode == before.Episode)
            moved = moved with { Told = told with { RepeatAt = TellAt(turn, workflow, told, moved) } };
        if (!signal.Final)
            moved = moved with
            {
                Undo = book.Undo.Add(new EpisodeUndo(signal.Source.Block, book.Current)
                {
                    Past = book.Past,
                    End = before.At,
                }),
            };
        turn.Put(signal.Workflow, signal.Source.Chain, signal.Subject, moved);
        foreach (var pending in turn.State.Outbox)
            if (OutboxEdit.IsOf(pending.Notification, signal.Workflow, signal.Subject, before.Episode)
                && pending.Notification.Fields.ContainsKey(TemplateFields.Ends))
                OutboxEdit.Replace(turn, pending, pending with
                {
                    Notification = pending.Notification with
                    {
                        Fields = pending.Notification.Fields.SetItem(TemplateFields.Ends, ProposalFields.Text(at)),
                    },
                });
    }

    /// <summary>How often an episode may be told again: once more after its end has moved.</summary>
    public static int RepeatsMax(Workflow workflow, EpisodeBook book) =>
        workflow.RepeatsMax + (book.Deadline?.MovedFrom is null ? 0 : 1);

    // Where the time for a reminder has passed, at once: what the owner heard is not so.
    private static DateTimeOffset? TellAt(Turn turn, Workflow workflow, EpisodeTold told, EpisodeBook moved)
    {
        if (moved.Deadline!.MovedFrom is null)
            return EpisodeTelling.RepeatAfter(workflow, told, moved, turn);
        return told.Repeats >= RepeatsMax(workflow, moved)
            ? null
            : EndsSoonDecision.RemindAt(workflow, moved.Deadline, turn) ?? turn.Now;
    }

    /// <summary>The book with the end as it was before the first of these, which a reorg takes back.</summary>
    public static EpisodeBook TakenBack(EpisodeBook book, ImmutableArray<EpisodeUndo> lost)
    {
        if (book.Deadline is not { } deadline || lost.FirstOrDefault(it => it.End is not null)?.End is not { } end)
            return book;
        // Who was reminded before it moved knows this end.
        var told = book.Told is { RepeatAt: { } at } reminded && reminded.Episode == deadline.Episode
            ? reminded with { RepeatAt = reminded.Repeats == 0 ? at + (end - deadline.At) : null }
            : book.Told;
        var first = end == deadline.MovedFrom ? null : deadline.MovedFrom;
        return book with { Deadline = deadline with { At = end, MovedFrom = first }, Told = told };
    }
}

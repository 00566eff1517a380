using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// A log that names another end moves the end of what is open, and the reminder with it. Whoever was reminded already
/// is not reminded again.
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
        var moved = book with { Deadline = before with { At = at } };
        if (book.Told is { } told && told.Episode == before.Episode)
            moved = moved with
            {
                Told = told with { RepeatAt = EpisodeTelling.RepeatAfter(workflow, told, moved, turn) },
            };
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
    }

    /// <summary>The book with the end as it was before the first of these, which a reorg takes back.</summary>
    public static EpisodeBook TakenBack(EpisodeBook book, ImmutableArray<EpisodeUndo> lost)
    {
        if (book.Deadline is not { } deadline || lost.FirstOrDefault(it => it.End is not null)?.End is not { } end)
            return book;
        var told = book.Told is { RepeatAt: { } at } reminded && reminded.Episode == deadline.Episode
            ? reminded with { RepeatAt = at + (end - deadline.At) }
            : book.Told;
        return book with { Deadline = deadline with { At = end }, Told = told };
    }
}

using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>The episodes of a position as they stood before one of its logs.</summary>
/// <param name="Book">They; the present ones where that is not known any more.</param>
/// <param name="Stored">The decision that was stored for the log; null where it changed nothing.</param>
/// <param name="IsKnown">False where the history does not reach back so far.</param>
internal sealed record PastEpisode(EpisodeBook Book, DecisionRecord? Stored, bool IsKnown)
{
    private const int PageMax = 500;

    // A bound on a position that changed 5,000 times since.
    private const int PagesMax = 10;

    /// <summary>
    /// Every change of a position's phase is a row that holds the phase before it. What the log found is therefore what
    /// the first change at or after it found, or what still stands where nothing has changed since.
    /// </summary>
    public static async Task<PastEpisode> Before(
        IHistory history, Address wallet, EpisodeBook present, Signal signal, DateTimeOffset now)
    {
        var unknown = new PastEpisode(present, null, IsKnown: false);
        var keys = new HistoryKeys(
            wallet, HistoryTopic.Decision, HistoryMap.DecisionsOf(signal.Workflow, signal.Subject), null, PageMax);
        DecisionBody? first = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var rows = await history.ReadKeys(keys, CancellationToken.None);
            foreach (var row in rows)
            {
                var body = HistoryMap.ToDecision(row.Body);
                if (body.Through is not { } through)
                    return unknown;
                if (IsOf(body, signal))
                    return new PastEpisode(Found(body, present), body.ToCore(), IsKnown: true);
                // A reorg's row counts as before all that the canonical chain brought after it.
                if (through.ToCore() < signal.Source.Position)
                    return Since(first);
                first = body;
            }

            if (rows.Length < PageMax)
                return signal.Source.BlockTime >= now - history.Retention ? Since(first) : unknown;
            keys = keys with { Below = rows[^1].Key };
        }

        return unknown;

        PastEpisode Since(DecisionBody? change) =>
            new(change is null ? present : Found(change, present), null, IsKnown: true);
    }

    private static bool IsOf(DecisionBody body, Signal signal) =>
        body.CorrelationId == signal.Source.CorrelationId
        && body.Outcome is not (DecisionOutcome.Doubtful or DecisionOutcome.Retracted);

    private static EpisodeBook Found(DecisionBody body, EpisodeBook present)
    {
        var phase = body.Before.ToCore();
        var last = phase switch
        {
            Episode.Open open => open.Number,
            Episode.Doubtful doubtful => doubtful.Was.Number,
            _ => body.Episode > 0 ? body.Episode - 1 : present.Last,
        };
        return EpisodeBook.Empty with { Last = last, Current = phase };
    }
}

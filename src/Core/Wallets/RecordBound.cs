using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Keeps what lasts of a wallet's record under <see cref="RecordSize.BytesMax"/>, and what a reorg would need besides
/// under <see cref="RecordSize.ReorgBytesMax"/>. What is over and final is forgotten at once, but
/// for the numbers that it used. Where the rest is too much, it gives way in the order in which it can be spared:
/// docs/decisions/0007-a-wallets-record-is-bounded.md.
/// </summary>
internal static class RecordBound
{
    /// <summary>Makes the state of a turn that changed something fit.</summary>
    public static void Keep(Turn turn)
    {
        Tidy(turn);
        ActLearning.Tidy(turn);
        if (Fits(turn.State))
            return;
        while (!OutboxFits(turn.State) && DisplaceNewest(turn))
        {
        }

        // What is learned is never in the way of what is told, or of what may have to be.
        while (!LastingFits(turn) && BehaviourBound.Shrunk(turn.State.Behaviour) is var less
            && !ReferenceEquals(less, turn.State.Behaviour))
            turn.State = turn.State with { Behaviour = less };
        while (!LastingFits(turn) && (Unlive(turn) ?? Unused(turn)) is { } workflow)
            turn.Forget(workflow);
        while (!LastingFits(turn) && MovementDecision.Spare(turn))
        {
        }

        while (!LastingFits(turn) && LongestUnseen(turn) is var (quiet, position, known))
            Put(turn, quiet, position, known with { Past = null });
        while (RecordSize.ForReorgs(turn.State) > RecordSize.ReorgBytesMax && !turn.State.ActsUndo.IsEmpty)
            turn.State = turn.State with { ActsUndo = turn.State.ActsUndo.RemoveAt(0) };
        while (RecordSize.ForReorgs(turn.State) > RecordSize.ReorgBytesMax && Oldest(turn) is var (of, subject, book))
            Thin(turn, of, subject, book);
        while (!LastingFits(turn) && LeastOpen(turn) is var (of, subject, open))
        {
            var seen = turn.State.Tracks[of].SeenThrough;
            turn.Forget(of, subject);
            turn.Add(new WalletEffect.Record(Forgotten(turn, of, subject, open), open.Current, seen));
        }
    }

    /// <summary>
    /// Whether an opening could not be remembered beside what is open already and matters as much, however much else
    /// gives way.
    /// </summary>
    public static bool IsCrowded(Turn turn, Signal signal, EpisodeBook opened)
    {
        var (state, lane) = (turn.State, LaneOf(turn, signal.Workflow));
        var size = RecordSize.OutboxShare + RecordSize.Of(state.Preferences) + RecordSize.Of(state.Attention)
            + RecordSize.Of(state.TeamTier)
            + RecordSize.OfBare(signal.Subject, opened)
            + (state.Tracks.ContainsKey(signal.Workflow) ? 0 : RecordSize.Of(signal.Workflow, new WorkflowTrack(
                signal.Source.Chain, signal.Source.Position, Turn.NoPositions)));
        foreach (var workflow in state.LastReads.Keys)
            size += RecordSize.OfBare(workflow);
        foreach (var (workflow, track) in state.Tracks)
        {
            size += track.Episodes.IsEmpty && workflow != signal.Workflow ? 0 : RecordSize.Of(workflow, track);
            foreach (var (subject, book) in track.Episodes)
                if (book.Current is not Episode.Closed && LaneOf(turn, workflow) <= lane)
                    size += RecordSize.OfBare(subject, book);
        }

        return size > RecordSize.BytesMax;
    }

    private static Lane LaneOf(Turn turn, WorkflowId workflow) =>
        turn.Policy.Workflows.GetValueOrDefault(workflow)?.Lane ?? Lane.Bulk;

    /// <summary>Whether the outbox may be as large as it is, or larger by some bytes.</summary>
    public static bool OutboxFits(WalletState state, int more = 0) =>
        RecordSize.Of(state.Outbox) + more <= RecordSize.OutboxMax
        && RecordSize.Lasting(state) - BehaviourSize.Of(state.Behaviour) + more <= RecordSize.BytesMax;

    private static bool Fits(WalletState state) =>
        RecordSize.Of(state.Outbox) <= RecordSize.OutboxMax && RecordSize.Lasting(state) <= RecordSize.BytesMax
        && RecordSize.ForReorgs(state) <= RecordSize.ReorgBytesMax;

    private static bool LastingFits(Turn turn) => RecordSize.Lasting(turn.State) <= RecordSize.BytesMax;

    // What only a reorg could need, once there can be none.
    private static void Tidy(Turn turn)
    {
        foreach (var (workflow, track) in turn.State.Tracks)
        {
            foreach (var (subject, book) in track.Episodes)
            {
                var final = track.Chain == turn.FinalizedChain ? Final(book, turn.Finalized) : book;
                if (final.Past is not null
                    && turn.Policy.Workflows.GetValueOrDefault(workflow) is { Rule.Remembers: false })
                    final = final with { Past = null };
                if (!ReferenceEquals(final, book) || IsOver(turn.State, workflow, subject, final))
                    Put(turn, workflow, subject, final);
            }

            Spare(turn, workflow);
        }
    }

    // How a workflow told its alerts is of use while one of them could be taken back, and a doubt ends with its cause.
    private static void Spare(Turn turn, WorkflowId workflow)
    {
        var track = turn.State.Tracks[workflow];
        if (track.Told is not null && track.Episodes.Values.All(book => book.Unfinal.IsEmpty))
            track = track with { Told = null };
        if (track.DoubtSince is not null && !track.Episodes.Values.Any(ReorgDecision.IsInDoubt))
            track = track with { DoubtSince = null };
        if (!ReferenceEquals(track, turn.State.Tracks[workflow]))
            turn.Put(workflow, track);
    }

    private static EpisodeBook Final(EpisodeBook book, long finalized)
    {
        var undo = book.Undo.RemoveAll(entry => entry.Block.Number <= finalized);
        var unfinal = book.Unfinal.RemoveAll(alert => !alert.Orphaned && alert.Block.Number <= finalized);
        return undo.Length == book.Undo.Length && unfinal.Length == book.Unfinal.Length
            ? book
            : book with
            {
                Undo = undo,
                Unfinal = unfinal,
                OrdinalsUsed = undo.IsEmpty && unfinal.IsEmpty ? 0 : book.OrdinalsUsed,
            };
    }

    // The newest first, so that what waited longest goes first; an attempt under way stays where its end finds it.
    private static bool DisplaceNewest(Turn turn)
    {
        for (var i = turn.State.Outbox.Length - 1; i > 0; i--)
            if (DisplacedDecision.Displace(turn, turn.State.Outbox[i]))
                return true;
        return false;
    }

    private static WorkflowId? Unlive(Turn turn)
    {
        foreach (var workflow in turn.State.Tracks.Keys)
            if (!turn.Policy.Workflows.ContainsKey(workflow))
                return workflow;
        return null;
    }

    // Of workflows without a position, the one that saw nothing for longest: batches that old are not handed on again.
    private static WorkflowId? Unused(Turn turn)
    {
        WorkflowId? oldest = null;
        var seen = long.MaxValue;
        foreach (var (workflow, track) in turn.State.Tracks)
            if (track.Episodes.IsEmpty && track.SeenThrough.Block < seen)
                (oldest, seen) = (workflow, track.SeenThrough.Block);
        return oldest;
    }

    // The oldest first, and the last phase to go back to longer than the alerts: without it they would stand for good.
    private static void Thin(Turn turn, WorkflowId workflow, SubjectKey subject, EpisodeBook book)
    {
        var thinner = AlertGoesFirst(book)
            ? book with { Unfinal = book.Unfinal.RemoveAt(Sparest(book.Unfinal)) }
            : book with { Undo = book.Undo.RemoveAt(0) };
        Put(turn, workflow, subject, thinner);
        Spare(turn, workflow);
    }

    private static void Put(Turn turn, WorkflowId workflow, SubjectKey subject, EpisodeBook book)
    {
        if (IsOver(turn.State, workflow, subject, book))
            turn.Forget(workflow, subject);
        else
            turn.Put(workflow, turn.State.Tracks[workflow].Chain, subject, book);
    }

    private static bool IsOver(WalletState state, WorkflowId workflow, SubjectKey subject, EpisodeBook book) =>
        book is { Current: Episode.Closed, Undo.IsEmpty: true, Unfinal.IsEmpty: true, Past: null }
        && !(book.Told is { } told && AwaitsEnd(state, workflow, subject, told.Episode));

    // Who heard of an episode has to be known until its end is told; that may wait outside the outbox.
    private static bool AwaitsEnd(WalletState state, WorkflowId workflow, SubjectKey subject, long episode) =>
        state.Displaced is not null
        || state.Outbox.Any(it => OutboxEdit.IsEndOf(it.Notification, workflow, subject, episode));

    // Past values of positions on the safe side can be spared before any that is open: the next value is their first.
    private static (WorkflowId, SubjectKey, EpisodeBook)? LongestUnseen(Turn turn)
    {
        (WorkflowId, SubjectKey, EpisodeBook)? longest = null;
        var since = long.MaxValue;
        foreach (var (workflow, track) in turn.State.Tracks)
            foreach (var (subject, book) in track.Episodes)
                if (book is { Current: Episode.Closed, Past.At: var at } && at < since)
                    (longest, since) = ((workflow, subject, book), at);
        return longest;
    }

    private static int Sparest(ImmutableArray<UnfinalAlert> alerts)
    {
        for (var i = 0; i < alerts.Length; i++)
            if (!alerts[i].Orphaned)
                return i;
        return 0;
    }

    // Whose next to go lies deepest under its chain's newest block, where no reorg is likely to reach; what one put in
    // doubt already is kept longest.
    private static (WorkflowId, SubjectKey, EpisodeBook)? Oldest(Turn turn)
    {
        (WorkflowId, SubjectKey, EpisodeBook)? oldest = null;
        var most = (IsSure: false, Depth: long.MinValue);
        foreach (var (workflow, track) in turn.State.Tracks)
        {
            var newest = turn.State.Tracks.Values
                .Where(other => other.Chain == track.Chain).Max(other => other.SeenThrough.Block);
            foreach (var (subject, book) in track.Episodes)
            {
                if (book.Undo.IsEmpty && book.Unfinal.IsEmpty)
                    continue;
                var spare = (IsSure: !book.Unfinal.Any(alert => alert.Orphaned), Depth: newest - NextToGo(book));
                if (oldest is null || spare.CompareTo(most) > 0)
                    (oldest, most) = ((workflow, subject, book), spare);
            }
        }

        return oldest;
    }

    private static long NextToGo(EpisodeBook book) => AlertGoesFirst(book)
        ? book.Unfinal[Sparest(book.Unfinal)].Block.Number
        : book.Undo[0].Block.Number;

    private static bool AlertGoesFirst(EpisodeBook book) => !book.Unfinal.IsEmpty
        && (book.Undo.Length <= 1 || book.Unfinal[Sparest(book.Unfinal)].Block.Number < book.Undo[0].Block.Number);

    // What matters least gives way to what matters more (decision 13), and of that the oldest.
    private static (WorkflowId, SubjectKey, EpisodeBook)? LeastOpen(Turn turn)
    {
        (WorkflowId, SubjectKey, EpisodeBook)? least = null;
        var lowest = (Lane: Lane.Bulk, Since: long.MaxValue);
        foreach (var (workflow, track) in turn.State.Tracks)
        {
            var lane = LaneOf(turn, workflow);
            foreach (var (subject, book) in track.Episodes)
            {
                if (book.Current.Opened?.OpenedAt is { } since
                    && (least is null || lane > lowest.Lane || (lane == lowest.Lane && since < lowest.Since)))
                    (least, lowest) = ((workflow, subject, book), (lane, since));
            }
        }

        return least;
    }

    private static DecisionRecord Forgotten(Turn turn, WorkflowId workflow, SubjectKey subject, EpisodeBook book)
    {
        var live = turn.Policy.Workflows.GetValueOrDefault(workflow);
        var open = book.Current as Episode.Open;
        return new DecisionRecord(
            workflow, live?.Hash ?? default, live?.Kind ?? new KindName(workflow.Value), subject,
            DecisionOutcome.Suppressed,
            [new Reason(
                ReasonCode.TooManyPositions,
                "The wallet cannot remember more: this position is told again if it still crosses.")],
            live is null ? TierName.Standard : ThresholdStage.For(turn.State, live).Tier,
            Rational.Undefined, null, book.Last, open?.Level, null, null, $"{subject}/{book.Last}", turn.Now);
    }
}

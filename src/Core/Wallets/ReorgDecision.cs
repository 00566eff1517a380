using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Takes back what orphaned blocks did (decisions 3 and 10). Phases go back to what they were; episode numbers and
/// ordinals never do. Alerts that the lost blocks caused are held until the canonical chain confirms them, or until the
/// reorg has settled, when whoever heard one is told that it does not hold.
/// </summary>
internal static class ReorgDecision
{
    // So long after a reorg a workflow that is gone is taken to be followed by nobody any more.
    private static readonly TimeSpan DoubtMax = TimeSpan.FromHours(1);

    private static readonly Reason NotCrossed = new(
        ReasonCode.OpeningRetracted, "The canonical chain did not cross the threshold there.");

    private static readonly Reason NotFollowed = new(
        ReasonCode.OpeningRetracted, "Its block was replaced, and its workflow is not followed any more.");

    /// <summary>These blocks are gone.</summary>
    public static void Orphaned(Turn turn, WalletEvent.Orphaned orphaned)
    {
        TermDecision.Heed(turn, new ChainTerm(orphaned.Chain, orphaned.Term));
        ActLearning.TakeBack(turn, orphaned);
        var stands = orphaned.StandsThrough ?? (orphaned.Blocks.Min(block => block.Number) - 1);
        var rewound = new LogPosition(stands, int.MaxValue);
        foreach (var (workflow, track) in turn.State.Tracks)
        {
            if (!Concerns(turn, workflow, track, orphaned.Chain, orphaned.Workflows))
                continue;
            foreach (var (subject, book) in track.Episodes)
                if (TakeBack(book, orphaned.Blocks) is { } restored)
                    Restore(turn, workflow, track.Chain, subject, book, restored, rewound);
            if (!ReferenceEquals(turn.State.Tracks[workflow], track))
                turn.Put(workflow, turn.State.Tracks[workflow] with { DoubtSince = turn.Now });
            var seen = SeenStill(turn.State.Tracks[workflow], rewound);
            if (seen < track.SeenThrough)
                turn.Put(workflow, turn.State.Tracks[workflow] with { SeenThrough = seen });
        }
    }

    // Whoever remembers what a later block did, which is not among the lost ones, has seen the chain up to it.
    private static LogPosition SeenStill(WorkflowTrack track, LogPosition rewound)
    {
        foreach (var (_, book) in track.Episodes)
            if (book.Undo is [.., { Block.Number: var block }] && block > rewound.Block)
                rewound = rewound with { Block = block };
        return rewound;
    }

    /// <summary>The canonical chain has been followed past the reorg: what it did not confirm is retracted.</summary>
    public static void Settled(Turn turn, WalletEvent.ReorgSettled settled)
    {
        foreach (var (workflow, track) in turn.State.Tracks)
            if (Concerns(turn, workflow, track, settled.Chain, settled.Workflows))
                foreach (var (subject, book) in track.Episodes)
                    if (IsInDoubt(book, settled.ThroughBlock))
                        Settle(turn, workflow, track.Chain, subject, book, settled.ThroughBlock, NotCrossed);
    }

    // No listener names a workflow that is gone; what it told is taken back all the same.
    private static bool Concerns(
        Turn turn, WorkflowId workflow, WorkflowTrack track, ChainId chain, ImmutableArray<WorkflowId> named) =>
        track.Chain == chain && (named.Contains(workflow) || !turn.Policy.Workflows.ContainsKey(workflow));

    /// <summary>When a doubt is to be looked at that no settled reorg has ended; null for none.</summary>
    public static DateTimeOffset? OverdueAt(WorkflowTrack track) =>
        track.DoubtSince is { } since ? NotificationWords.Later(since, DoubtMax) : null;

    /// <summary>
    /// Ends the doubts of workflows that are gone: nobody follows the chain for them, so that no reorg settles. Where
    /// the workflow is live the listener remembers whom to tell, and the doubt is looked at again.
    /// </summary>
    public static void Overdue(Turn turn)
    {
        foreach (var (workflow, track) in turn.State.Tracks)
        {
            if (!(OverdueAt(track) <= turn.Now))
                continue;
            if (turn.Policy.Workflows.GetValueOrDefault(workflow)?.Trigger.Chain == track.Chain)
                turn.Put(workflow, track with { DoubtSince = turn.Now });
            else
                foreach (var (subject, book) in track.Episodes)
                    if (IsInDoubt(book))
                        Settle(turn, workflow, track.Chain, subject, book, long.MaxValue, NotFollowed);
        }
    }

    /// <summary>Whether a reorg left something of a position open.</summary>
    public static bool IsInDoubt(EpisodeBook book) => IsInDoubt(book, long.MaxValue);

    /// <summary>The tier that an owner is judged by, as far as it is known where the workflow is gone.</summary>
    public static TierName TierOf(Turn turn, Workflow? live) => live is null
        ? turn.State.Preferences.Tier ?? TierName.Standard
        : ThresholdStage.For(turn.State, live).Tier;

    private static EpisodeBook? TakeBack(EpisodeBook book, ImmutableArray<BlockRef> blocks)
    {
        var alerts = ImmutableArray.CreateBuilder<UnfinalAlert>(book.Unfinal.Length);
        var lost = false;
        foreach (var alert in book.Unfinal)
        {
            var hit = !alert.Orphaned && blocks.Contains(alert.Block);
            lost |= hit;
            alerts.Add(hit ? alert with { Orphaned = true } : alert);
        }

        var first = 0;
        while (first < book.Undo.Length && !blocks.Contains(book.Undo[first].Block))
            first++;
        if (first == book.Undo.Length && !lost)
            return null;
        var marked = book with { Unfinal = alerts.ToImmutable() };
        if (first == book.Undo.Length)
            return marked;
        var back = EndMoves.TakenBack(marked, book.Undo[first..]) with
        {
            Current = Back(marked, book.Undo[first].Before),
            Undo = book.Undo[..first],
            Past = book.Undo[first].Past,
        };
        // How often an episode was repeated that was followed by another one is not known any more.
        return back.Current is Episode.Open open && back.Told is { } told && told.Episode > open.Number
            ? back with { Told = new EpisodeTold(open.Number, [], EpisodeTold.RepeatsUnknown, null, false) }
            : back;
    }

    private static Episode Back(EpisodeBook book, Episode before) => before switch
    {
        Episode.Open open => WithOrdinals(book, open),
        Episode.Doubtful doubtful => new Episode.Doubtful(WithOrdinals(book, doubtful.Was)),
        _ => book.Current switch
        {
            Episode.Open opened => new Episode.Doubtful(opened),
            var other => other,
        },
    };

    private static Episode.Open WithOrdinals(EpisodeBook book, Episode.Open open) =>
        open with { Alerts = Math.Max(open.Alerts, EpisodeStage.NextOrdinal(book, open.Number)) };

    private static void Restore(
        Turn turn,
        WorkflowId workflow,
        ChainId chain,
        SubjectKey subject,
        EpisodeBook before,
        EpisodeBook restored,
        LogPosition rewound)
    {
        turn.Put(workflow, chain, subject, restored);
        foreach (var pending in turn.State.Outbox)
            foreach (var alert in restored.Unfinal)
                if (alert.Orphaned && !pending.Held && alert.IsToldBy(pending.Notification, workflow, subject))
                    OutboxEdit.Replace(turn, pending, pending with { Held = true });
        if (restored.Current == before.Current && restored.Unfinal.All(before.Unfinal.Contains))
            return;
        var was = before.Current as Episode.Open ?? (restored.Current as Episode.Doubtful)?.Was;
        var block = before.Undo.Length > restored.Undo.Length ? before.Undo[restored.Undo.Length].Block.Number : 0;
        var reason = new Reason(ReasonCode.BlockOrphaned, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Block {block} is no longer part of the chain; the canonical chain decides again from there."));
        turn.Add(new WalletEffect.Record(
            RecordOf(
                turn, workflow, chain, subject, DecisionOutcome.Doubtful, was, LatestOrphaned(restored), reason),
            before.Current,
            rewound));
    }

    private static bool IsInDoubt(EpisodeBook book, long through)
    {
        if (book.Current is Episode.Doubtful doubtful && doubtful.Was.OpenedAt <= through)
            return true;
        foreach (var alert in book.Unfinal)
            if (alert.Orphaned && alert.Block.Number <= through)
                return true;
        return false;
    }

    private static void Settle(
        Turn turn,
        WorkflowId workflow,
        ChainId chain,
        SubjectKey subject,
        EpisodeBook book,
        long through,
        Reason reason)
    {
        var was = (book.Current as Episode.Doubtful)?.Was;
        if (was?.OpenedAt > through)
            was = null;
        var current = book.Current;
        var kept = ImmutableArray.CreateBuilder<UnfinalAlert>();
        var untrue = ImmutableArray.CreateBuilder<UnfinalAlert>();
        var ends = ImmutableArray.CreateBuilder<UnfinalAlert>();
        foreach (var alert in book.Unfinal)
        {
            if (!alert.Orphaned || alert.Block.Number > through)
                kept.Add(alert);
            else if (alert.Role == NotificationRole.Resolved)
                ends.Add(alert);
            else if (current is Episode.Open open && open.Number == alert.Episode && alert.Level <= open.Level)
            {
                // The episode is open at that depth on the canonical chain too: what was told is true.
                current = open with { AlertedLevel = Math.Max(open.AlertedLevel ?? 0, alert.Level) };
                OutboxEdit.Release(turn, alert, workflow, subject, facts: null);
            }
            else
                untrue.Add(alert);
        }

        if (was is not null)
            current = Episode.Closed.Instance;
        turn.Put(workflow, chain, subject, book with
        {
            Current = current,
            Unfinal = kept.ToImmutable(),
            OrdinalsUsed = untrue.Concat(ends).Select(it => it.Ordinal + 1).Append(book.OrdinalsUsed).Max(),
        });
        foreach (var end in ends)
            EndsUndone.Settle(turn, workflow, chain, subject, end, isRetracted:
                was?.Number == end.Episode || untrue.Any(alert => alert.Episode == end.Episode));
        if (untrue.Count > 0)
            Retract(turn, workflow, chain, subject, untrue.ToImmutable());
        if (untrue.Count > 0 || was is not null)
            turn.Add(new WalletEffect.Record(
                RecordOf(
                    turn, workflow, chain, subject, DecisionOutcome.Retracted, was, untrue.LastOrDefault(), reason),
                book.Current,
                new LogPosition(through, int.MaxValue)));
    }

    // One retraction per episode, for the deepest that was heard, over every channel that brought any of it.
    private static void Retract(
        Turn turn, WorkflowId workflow, ChainId chain, SubjectKey subject, ImmutableArray<UnfinalAlert> untrue)
    {
        var heardNow = untrue.Select(alert => CancelHeld(turn, workflow, chain, subject, alert)).ToImmutableArray();
        if (Told(turn, workflow) is not { } told || turn.State.Preferences.MutedKinds.Contains(told.Kind))
            return;
        foreach (var episode in heardNow.GroupBy(alert => alert.Episode))
        {
            var deepest = episode.MaxBy(alert => (alert.Heard.Length > 0, alert.Level, alert.Ordinal))!;
            var channels = episode.SelectMany(alert => alert.Heard).Distinct().ToImmutableArray();
            OutboxEdit.Plan(
                turn, NotificationWords.Retraction(workflow, told, subject, chain, deepest, turn), channels);
        }
    }

    // In the words that are live, else in those that told it: a workflow that is gone has its words in the registry.
    private static ToldUnder? Told(Turn turn, WorkflowId workflow)
    {
        if (turn.Policy.Workflows.GetValueOrDefault(workflow) is not { Actions.IsEmpty: false } live)
            return turn.State.Tracks[workflow].Told;
        var action = live.Actions.GetValueOrDefault(TierOf(turn, live)) ?? live.Actions.First().Value;
        return ToldUnder.Of(live, action);
    }

    /// <summary>
    /// Takes what told of it out of the outbox, and gives who heard. An attempt that is under way may arrive: whoever
    /// it goes to counts.
    /// </summary>
    public static UnfinalAlert CancelHeld(
        Turn turn, WorkflowId workflow, ChainId chain, SubjectKey subject, UnfinalAlert alert)
    {
        var heard = alert.Heard;
        var waits = false;
        foreach (var pending in turn.State.Outbox)
        {
            if (!alert.IsToldBy(pending.Notification, workflow, subject))
                continue;
            waits = true;
            foreach (var delivery in pending.Deliveries)
                if (delivery.Phase == DeliveryPhase.Attempting && !heard.Contains(delivery.Channel))
                    heard = heard.Add(delivery.Channel);
            OutboxEdit.Cancel(turn, pending, _ => true);
        }

        if (!waits && heard.IsEmpty)
        {
            var inboxKey = DeliveryKey.Of(new DeliveryIdentity(
                chain, turn.Policy.Wallet, workflow.Value, subject.Value, alert.Episode, alert.Level,
                alert.Role, alert.Ordinal, ChannelName.Inbox));
            DisplacedDecision.Withdraw(turn, inboxKey);
            DigestDecision.Withdraw(turn, inboxKey);
        }

        return alert with { Heard = heard };
    }

    private static UnfinalAlert? LatestOrphaned(EpisodeBook book)
    {
        UnfinalAlert? latest = null;
        foreach (var alert in book.Unfinal)
            if (alert.Orphaned)
                latest = alert;
        return latest;
    }

    /// <summary>What is kept of a decision that no signal caused.</summary>
    public static DecisionRecord RecordOf(
        Turn turn,
        WorkflowId workflow,
        ChainId chain,
        SubjectKey subject,
        DecisionOutcome outcome,
        Episode.Open? was,
        UnfinalAlert? alert,
        Reason reason)
    {
        var live = turn.Policy.Workflows.GetValueOrDefault(workflow);
        var told = turn.State.Tracks[workflow].Told;
        return new DecisionRecord(
            workflow,
            live?.Hash ?? told?.Version ?? default,
            live?.Kind ?? told?.Kind ?? new KindName(workflow.Value),
            subject,
            outcome,
            [reason],
            TierOf(turn, live),
            alert?.Value ?? Rational.Undefined,
            alert?.Line,
            was?.Number ?? alert?.Episode ?? 0,
            was?.Level ?? alert?.Level,
            alert?.Position,
            alert?.Transaction,
            alert is null ? $"{chain}/{was?.OpenedAt}" : $"{chain}/{alert.Transaction}/{alert.LogIndex}",
            turn.Now);
    }
}

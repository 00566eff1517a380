using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>Whether the end of an episode is told, and to whom: who heard of it, and nobody else.</summary>
internal static class ResolvedStage
{
    /// <summary>
    /// The answer where a value closed an episode. The end of an episode that nobody was told of is no news, and an
    /// owner who chose another threshold, or ended it, knows. What is late is told all the same: it ends a worry.
    /// </summary>
    public static Telling For(Verdict verdict, Turn turn, Episode.Open closing)
    {
        var (signal, _, workflow, book, applied, step, _) = verdict;
        if (workflow.Resolved is not { } plan || step.Move != EpisodeMove.Closed
            || verdict.ActedOn || book.Told?.Episode != closing.Number)
            return Telling.Nothing;
        if (turn.State.Preferences.MutedKinds.Contains(workflow.Kind)
            || !workflow.Actions.TryGetValue(applied.Tier, out var action))
            return Telling.Nothing;
        var late = turn.Now > signal.Source.BlockTime + workflow.ValidFor;
        var credit = Credit(book, closing.Number);
        if (credit is not null && (credit.Heard.Length > 0 || IsWaiting(turn.State, signal, credit)))
            return new Telling(TellingKind.EndReconfirmed, [new Reason(
                ReasonCode.Reconfirmed,
                $"The canonical chain ends episode {closing.Number} too: nothing is sent twice.")])
            {
                Credit = credit,
                Late = late,
            };

        var channels = ImmutableArray.CreateBuilder<ChannelName>();
        var heard = Heard(book, closing.Number).Union(Coming(turn, signal, closing.Number)).ToImmutableArray();
        if (heard.IsEmpty && MayWaitOutside(turn, workflow))
            heard = ChannelStage.Route(action, workflow, turn.State.Preferences, turn.Policy).Channels;
        foreach (var channel in heard)
            if ((plan.Channels.IsEmpty || plan.Channels.Contains(channel))
                && Reach.Of(turn.State.Preferences, workflow.Kind, channel, turn.Policy) is Reach.Usable)
                channels.Add(channel);
        var route = new Route(
            action with { Template = plan.Template, Urgency = Quiet(action.Urgency) },
            channels.ToImmutable(), [], channels.Count > 0);
        var reason = new Reason(
            ReasonCode.ResolvedTold,
            channels.Count > 0
                ? $"Whoever heard of episode {closing.Number} is told that it is over: {string.Join(", ", channels)}."
                : $"Nobody heard of episode {closing.Number}: that it is over stands in the inbox alone.");
        var telling = new Telling(TellingKind.EndTold, [reason]) { Route = route, Credit = credit, Late = late };
        return WordingStage.Worded(telling, workflow, plan.Template, turn);
    }

    /// <summary>The channels over which something of an episode arrived, or may have.</summary>
    public static ImmutableArray<ChannelName> Heard(EpisodeBook book, long episode)
    {
        var heard = book.Told is { } told && told.Episode == episode ? told.Heard : [];
        foreach (var alert in book.Unfinal)
            if (alert.Role == NotificationRole.Alert && alert.Episode == episode)
                foreach (var channel in alert.Heard)
                    if (!heard.Contains(channel))
                        heard = heard.Add(channel);
        return heard;
    }

    // Where an alert is still to arrive, or may have, although its episode is over.
    private static ImmutableArray<ChannelName> Coming(Turn turn, Signal signal, long episode)
    {
        var coming = ImmutableArray.CreateBuilder<ChannelName>();
        foreach (var pending in turn.State.Outbox)
            if (OutboxEdit.IsOf(pending.Notification, signal.Workflow, signal.Subject, episode))
                foreach (var delivery in pending.Deliveries)
                    if (!OutboxEdit.EndsUnsent(turn, pending.Notification, delivery))
                        coming.Add(delivery.Channel);
        return coming.ToImmutable();
    }

    /// <summary>
    /// Whether an alert of an episode that is over, and that nobody heard, may still come back from outside a full
    /// outbox to be told.
    /// </summary>
    private static bool MayWaitOutside(Turn turn, Workflow workflow) =>
        turn.State.Displaced is not null && workflow.Lane == Lane.Critical
        && !Outbox.IsMuted(turn.State.Preferences, turn.Now);

    private static UnfinalAlert? Credit(EpisodeBook book, long episode)
    {
        foreach (var end in book.Unfinal)
            if (end is { Role: NotificationRole.Resolved, Orphaned: true } && end.Episode == episode)
                return end;
        return null;
    }

    private static bool IsWaiting(WalletState state, Signal signal, UnfinalAlert end)
    {
        foreach (var pending in state.Outbox)
            if (end.IsToldBy(pending.Notification, signal.Workflow, signal.Subject))
                return true;
        return false;
    }

    private static Urgency Quiet(Urgency urgency) => urgency == Urgency.Urgent ? Urgency.Standard : urgency;
}

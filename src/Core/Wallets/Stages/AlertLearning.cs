using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;

namespace Kwala.Core.Wallets.Stages;

/// <summary>What is learned from telling an alert, from keeping it back, and from its end.</summary>
internal static class AlertLearning
{
    /// <summary>
    /// What is kept back for what was learned lies in the inbox, and the owner hears of it once. What lies in a digest
    /// is learned from when that is sent.
    /// </summary>
    public static void OfAlert(Turn turn, Verdict verdict, Episode.Open open, int ordinal)
    {
        var telling = verdict.Telling;
        if (telling.Alert is not { } alert)
            return;
        if (telling.Kind == TellingKind.KeptBack)
        {
            OutboxEdit.Show(turn, NotificationWords.Alert(verdict, open, ordinal, turn));
            BehaviourStage.Learn(turn, new BehaviourEvent.Withheld(alert));
        }
        else if (telling is { Kind: TellingKind.Told, Timing: not Timing.InDigest, Route.Channels.IsEmpty: false })
        {
            BehaviourStage.Learn(turn, new BehaviourEvent.Told(alert));
        }

        if (telling.Notice is { } words)
            Notice(turn, verdict, open, alert, words);
    }

    /// <summary>
    /// Whoever ended it by an act of their own acted on it, and where the workflow says so, any position that recovers
    /// was acted on.
    /// </summary>
    public static void OfEnd(Turn turn, Verdict verdict)
    {
        if (verdict.Step.Move == EpisodeMove.Closed && !verdict.Mode.IsAnew()
            && (verdict.ActedOn || verdict.Workflow.Learning.ResolvedIsActed)
            && BehaviourStage.Learns(verdict.Workflow))
            ActLearning.Learn(
                turn,
                new InteractionTarget.Position(PositionMark.Of(verdict.Signal.Workflow, verdict.Signal.Subject)),
                at: null, id: 0, verdict.Signal.Source.Chain,
                verdict.Signal.Final ? null : verdict.Signal.Source.Block);
    }

    private static void Notice(Turn turn, Verdict verdict, Episode.Open open, AlertFacts alert, string words)
    {
        var workflow = verdict.Workflow;
        var channels = ChannelStage
            .Route(verdict.Telling.Action!, workflow, turn.State.Preferences, turn.Policy).Channels;
        var (at, reason) = TimingStage.SendAt(turn, workflow.Kind, subject: null, Lane.Bulk);
        OutboxEdit.Plan(
            turn, NotificationWords.Notice(verdict, open, alert.Bucket, words, at, turn), channels,
            reason is null ? null : at);
        BehaviourStage.Learn(turn, new BehaviourEvent.Noticed(workflow.Kind, alert.Bucket));
    }
}

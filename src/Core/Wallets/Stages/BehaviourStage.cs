using System.Globalization;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// What was learned from what the owner did with alerts like this? Of the critical lane nothing is asked.
/// </summary>
internal static class BehaviourStage
{
    /// <summary>
    /// Keeps back what the owner ignores, but for a few that see whether that is still so; lets pace move a kind out of
    /// the bulk lane.
    /// </summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var workflow = verdict.Workflow;
        if (!Learns(workflow))
            return telling;
        var policy = PolicyOf(turn);
        var told = telling with { Alert = FactsOf(verdict, telling, turn) };
        return BehaviourDecision.Judge(turn.State.Behaviour, told.Alert!, workflow.Lane, turn.Now, policy).Match(
            _ => Paced(told, workflow, turn, policy),
            explore => told.Because(new Reason(
                ReasonCode.Exploring, $"{Seen(explore.Evidence)}; this one is told to see whether that is still so.")),
            suggest => Noticed(told, suggest.NoticeDue, suggest.Evidence, keptBack: false).Because(new Reason(
                ReasonCode.WouldBeKeptBack,
                $"{Seen(suggest.Evidence)}: learning would keep it back, and only suggests.")),
            back => Noticed(told, back.NoticeDue, back.Evidence, keptBack: true).KeepBack(new Reason(
                ReasonCode.Ignored, $"{Seen(back.Evidence)}: it lies in the inbox alone.")
            {
                Otherwise = "The owner can undo this, and is told again as soon as alerts like this are responded to.",
            }));

        Telling Noticed(Telling so, bool due, HabitEvidence evidence, bool keptBack) => !due ? so : so with
        {
            Notice = BehaviourWords.Of(
                new Learned.Ignored(workflow.Kind, so.Alert!.Bucket, evidence, keptBack),
                (_, bucket) => LearnedSizes.NameOf(workflow, bucket),
                policy),
        };
    }

    /// <summary>Something happened that behaviour is learned from.</summary>
    public static void Learn(Turn turn, BehaviourEvent happened)
    {
        var next = BehaviourDecision.Decide(turn.State.Behaviour, happened, turn.Now, PolicyOf(turn));
        if (ReferenceEquals(next, turn.State.Behaviour))
            return;
        foreach (var (kind, fate) in AlertFates.Of(turn.State.Behaviour, next, happened, turn.Now))
            turn.Add(new WalletEffect.Fated(kind, fate));
        turn.State = turn.State with { Behaviour = next };
    }

    /// <summary>An alert reached nobody over any channel.</summary>
    public static void Unreached(Turn turn, Notification notification)
    {
        if (notification is { Role: NotificationRole.Alert, Lane: not Lane.Critical }
            && !turn.State.Behaviour.Kinds.IsEmpty)
            Learn(turn, new BehaviourEvent.Unreached(AlertMark.Of(
                OutboxEdit.KeyOf(turn.Policy, notification, ChannelName.Inbox))));
    }

    /// <summary>Whether anything is learned from a workflow's alerts.</summary>
    public static bool Learns(Workflow workflow) => workflow.Lane != Lane.Critical && workflow.Learning.On;

    /// <summary>Which bucket of magnitude a value is in.</summary>
    public static int BucketOf(Verdict verdict)
    {
        var sizes = verdict.Workflow.Learning.Sizes;
        return sizes.IsEmpty
            ? Magnitude.Beyond(verdict.Line.Thresholds[0], verdict.Compared)
            : Magnitude.Of(verdict.Signal.Value, sizes);
    }

    private static AlertFacts FactsOf(Verdict verdict, Telling telling, Turn turn)
    {
        var (signal, open) = (verdict.Signal, (Episode.Open)verdict.Step.Next);
        var key = DeliveryKey.Of(new DeliveryIdentity(
            signal.Source.Chain, turn.Policy.Wallet, signal.Workflow.Value, signal.Subject.Value, open.Number,
            open.Level, NotificationRole.Alert, telling.Credit?.Ordinal ?? open.Alerts, ChannelName.Inbox));
        return new AlertFacts(
            verdict.Workflow.Kind, BucketOf(verdict), AlertMark.Of(key),
            PositionMark.Of(signal.Workflow, signal.Subject))
        {
            Window = verdict.Workflow.Learning.Window,
        };
    }

    private static Telling Paced(Telling told, Workflow workflow, Turn turn, BehaviourPolicy policy)
    {
        var lane = BehaviourDecision.LaneFor(turn.State.Behaviour, workflow.Kind, workflow.Lane, policy);
        return lane == workflow.Lane ? told : told.Because(new Reason(
            ReasonCode.FastResponse, $"The owner responds to {workflow.Kind} fast: it goes with the standard lane."))
            with
        { Lane = lane };
    }

    private static string Seen(HabitEvidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"The owner responded to {evidence.Responses} of the last {evidence.Responses + evidence.Ignored} like this");

    private static BehaviourPolicy PolicyOf(Turn turn) => turn.Policy.Behaviour with { Zone = turn.Zone };
}

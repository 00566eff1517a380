using Kwala.Core.Behaviour;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>What follows from what an owner did with a notification.</summary>
internal static class InteractionDecision
{
    // Whoever repeats a request does so soon; older ids are forgotten.
    private const int IdsMax = 16;

    /// <summary>Learned from once, whatever it was about.</summary>
    public static void Interacted(Turn turn, WalletEvent.Interacted happened)
    {
        if (IsNew(turn, happened.Id))
            BehaviourStage.Learn(turn, new BehaviourEvent.Interacted(happened.What) { At = happened.At });
    }

    /// <summary>
    /// The chain shows that the owner acted. Nothing is saved where nothing is learned from it: of an owner who was
    /// never told anything, of what is older than any alert that awaits a response, and of what is no response but to
    /// the first of a day, which shows that the owner was there.
    /// </summary>
    public static void Acted(Turn turn, ActSeen act)
    {
        if (turn.State.Behaviour.Life is not { } life
            || turn.Policy.Workflows.GetValueOrDefault(act.Workflow) is not { } workflow
            || !BehaviourStage.Learns(workflow)
            || act.BlockTime + (workflow.Learning.Window ?? turn.Policy.Behaviour.ResponseWindow) < turn.Now)
            return;
        InteractionTarget about = act.Subject is { } subject
            ? new InteractionTarget.Position(PositionMark.Of(act.Workflow, subject))
            : new InteractionTarget.Kind(workflow.Kind);
        if (life.Seen < Days.Of(turn.Now) || life.Seen is null
            || BehaviourDecision.IsAwaited(turn.State.Behaviour, about, act.BlockTime))
        {
            var id = WalletEvent.Interacted.IdOf(act.Id);
            if (IsNew(turn, id))
                ActLearning.Learn(turn, about, act.BlockTime, id, act.Chain, act.Unfinal);
        }
    }

    private static bool IsNew(Turn turn, ulong id)
    {
        var ids = turn.State.InteractionIds;
        if (ids.Contains(id))
            return false;
        turn.State = turn.State with { InteractionIds = (ids.Length < IdsMax ? ids : ids.RemoveAt(0)).Add(id) };
        return true;
    }
}

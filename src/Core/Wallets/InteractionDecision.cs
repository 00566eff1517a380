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
        var ids = turn.State.InteractionIds;
        if (ids.Contains(happened.Id))
            return;
        turn.State = turn.State with
        {
            InteractionIds = (ids.Length < IdsMax ? ids : ids.RemoveAt(0)).Add(happened.Id),
        };
        BehaviourStage.Learn(turn, new BehaviourEvent.Interacted(happened.What));
    }
}

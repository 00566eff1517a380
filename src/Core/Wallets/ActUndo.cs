using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>
/// What was learned from an act in a block that is not final, to be taken back if that block is orphaned.
/// </summary>
/// <param name="Chain">The chain.</param>
/// <param name="Block">The block.</param>
/// <param name="Id">Of the interaction; 0 where it has none.</param>
/// <param name="Back">What is to be put back.</param>
/// <param name="Hour">The hour of the week in which the owner was taken to be there; null for none.</param>
public sealed record ActUndo(ChainId Chain, BlockRef Block, ulong Id, BehaviourState Back, int? Hour);

/// <summary>Learns from what the chain shows that owners did, and takes it back with its block.</summary>
internal static class ActLearning
{
    // Of more acts in blocks that are not final the oldest stay learned.
    private const int UndoMax = 8;

    /// <summary>The owner acted on a position, or on a kind.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="about">What the owner acted on.</param>
    /// <param name="at">When, where that was before now; null for now.</param>
    /// <param name="id">Of the interaction; 0 where it has none.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="block">The block; null where it is final.</param>
    public static void Learn(
        Turn turn, InteractionTarget about, DateTimeOffset? at, ulong id, ChainId chain, BlockRef? block)
    {
        BehaviourStage.Learn(turn, new BehaviourEvent.TimePassed());
        var before = turn.State.Behaviour;
        var act = new Interaction(InteractionKind.Acted, InteractionSource.Chain, about);
        BehaviourStage.Learn(turn, new BehaviourEvent.Interacted(act) { At = at });
        var after = turn.State.Behaviour;
        if (block is not { } unfinal || ReferenceEquals(before, after))
            return;
        int? hour = before.Week.Equals(after.Week) ? null : WeekOfHours.HourOf(turn.Now, turn.Zone);
        var undo = turn.State.ActsUndo.Add(
            new ActUndo(chain, unfinal, id, BehaviourDecision.Difference(before, after), hour));
        turn.State = turn.State with { ActsUndo = undo.Length > UndoMax ? undo.RemoveAt(0) : undo };
    }

    /// <summary>These blocks are gone: what was learned from them goes too, and may be learned again.</summary>
    public static void TakeBack(Turn turn, WalletEvent.Orphaned orphaned)
    {
        for (var i = turn.State.ActsUndo.Length - 1; i >= 0; i--)
            if (turn.State.ActsUndo[i] is var undo && undo.Chain == orphaned.Chain
                && orphaned.Blocks.Contains(undo.Block))
            {
                BehaviourStage.Learn(turn, new BehaviourEvent.Retracted(undo.Back, undo.Hour));
                turn.State = turn.State with
                {
                    ActsUndo = turn.State.ActsUndo.RemoveAt(i),
                    InteractionIds = turn.State.InteractionIds.Remove(undo.Id),
                };
            }
    }

    /// <summary>What a final block showed stays.</summary>
    public static void Tidy(Turn turn)
    {
        var undo = turn.State.ActsUndo.RemoveAll(
            it => it.Chain == turn.FinalizedChain && it.Block.Number <= turn.Finalized);
        if (undo.Length < turn.State.ActsUndo.Length)
            turn.State = turn.State with { ActsUndo = undo };
    }
}

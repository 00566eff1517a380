using Kwala.Core.Evm;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What becomes of the news that an episode is over once the reorg that took its block has settled (decision 10). What
/// was sent cannot be undone: where the episode is open after all, whoever heard is told once more that it stands.
/// </summary>
internal static class EndsUndone
{
    /// <summary>Judges one end by the phase that the canonical chain left.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="chain">Its chain.</param>
    /// <param name="subject">The position.</param>
    /// <param name="end">The end.</param>
    /// <param name="isRetracted">The whole episode is taken back, and whoever heard of it is told so.</param>
    public static void Settle(
        Turn turn, WorkflowId workflow, ChainId chain, SubjectKey subject, UnfinalAlert end, bool isRetracted)
    {
        var book = turn.State.Tracks[workflow].Episodes[subject];
        if (book.Current is Episode.Open open && open.Number == end.Episode)
        {
            var heard = ReorgDecision.CancelHeld(turn, workflow, chain, subject, end).Heard;
            if (heard.Length > 0)
                turn.Put(workflow, chain, subject, book with { Told = EpisodeTelling.Corrected(book.Told, end, turn) });
            turn.Add(new WalletEffect.Record(
                ReorgDecision.RecordOf(
                    turn, workflow, chain, subject, DecisionOutcome.Retracted, open, end, new Reason(
                        ReasonCode.EndRetracted,
                        $"The canonical chain did not end episode {open.Number} there: it is open still.")),
                open,
                new LogPosition(end.Block.Number, int.MaxValue)));
        }
        else if (isRetracted)
        {
            ReorgDecision.CancelHeld(turn, workflow, chain, subject, end);
        }
        else
        {
            OutboxEdit.Release(turn, end, workflow, subject, facts: null);
        }
    }
}

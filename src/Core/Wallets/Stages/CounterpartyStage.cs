using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>First stage, where a workflow asks for it: is the other side who it seems to be?</summary>
internal static class CounterpartyStage
{
    /// <summary>
    /// Whether the signal goes on; a counterparty that goes on is known from then on. The one that was known first
    /// counts, and a reorg takes back no acquaintance.
    /// </summary>
    public static bool Passes(Turn turn, Signal signal, Workflow workflow)
    {
        if (Of(signal, workflow, turn.Policy.Wallet) is not { } other)
            return true;
        var mark = CounterpartyMark.Of(other);
        var track = turn.State.Tracks.GetValueOrDefault(signal.Workflow);
        var known = track?.Counterparties ?? [];
        if (known.Contains(mark))
            return true;
        foreach (var one in known)
            if (one.LooksLike(mark))
                return false;
        turn.Put(
            signal.Workflow,
            (track ?? new WorkflowTrack(signal.Source.Chain, new LogPosition(-1, 0), Turn.NoPositions)) with
            {
                Counterparties = (known.Length < CounterpartyMark.Max ? known : known.RemoveAt(0)).Add(mark),
            });
        return true;
    }

    /// <summary>Why the signal does not go on; null where it does.</summary>
    public static Reason? Refusal(WalletState state, Signal signal, Workflow workflow, Address wallet)
    {
        if (Of(signal, workflow, wallet) is not { } other
            || state.Tracks.GetValueOrDefault(signal.Workflow) is not { } track)
            return null;
        var mark = CounterpartyMark.Of(other);
        if (track.Counterparties.Contains(mark) || !track.Counterparties.Any(one => one.LooksLike(mark)))
            return null;
        return new Reason(
            ReasonCode.Lookalike,
            $"{other} begins and ends like an address that the wallet dealt with before, and is another.");
    }

    private static Address? Of(Signal signal, Workflow workflow, Address wallet)
    {
        var arguments = signal.Source.Arguments;
        if (!workflow.IgnoresLookalikes || workflow.Wallets is not [var first, var second]
            || arguments.Length <= Math.Max(first, second)
            || arguments[first] is not AbiValue.Account { Address: var one }
            || arguments[second] is not AbiValue.Account { Address: var two } || one == two)
            return null;
        return one == wallet ? two : one;
    }
}

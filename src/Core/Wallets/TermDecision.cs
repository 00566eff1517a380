using Kwala.Core.Evm;

namespace Kwala.Core.Wallets;

/// <summary>
/// Whether a wallet may believe who tells it of a chain. It remembers the newest listener that took blocks back: what
/// an earlier one read before that may be of blocks that are gone.
/// </summary>
public static class TermDecision
{
    /// <summary>Whether a later listener of the chain has taken blocks back since.</summary>
    public static bool IsOvertaken(WalletState state, ChainTerm teller)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Known(state, teller.Chain) > teller.Number;
    }

    /// <summary>This listener takes blocks back.</summary>
    internal static void Heed(Turn turn, ChainTerm teller)
    {
        if (Known(turn.State, teller.Chain) < teller.Number)
            turn.State = turn.State with
            {
                Terms = [.. turn.State.Terms.Where(it => it.Chain != teller.Chain), teller],
            };
    }

    private static long Known(WalletState state, ChainId chain)
    {
        foreach (var term in state.Terms)
            if (term.Chain == chain)
                return term.Number;
        return 0;
    }
}

using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Everything a wallet decides. Pure: the same state, event, time and policy give the same answer anywhere.</summary>
public static class WalletDecision
{
    /// <summary>
    /// What follows from an event. An event that changes nothing gives the same state reference and no effects, and
    /// needs no save.
    /// </summary>
    public static Decision<WalletState, WalletEffect> Decide(
        WalletState state, WalletEvent happened, DateTimeOffset now, WalletPolicy policy) => happened switch
        {
            _ => new(state, []),
        };

    /// <summary>
    /// Why a signal leads, or would lead, to what it does in this state: the same stages as <see cref="Decide"/>, whether
    /// or not the signal was decided before. Always a record, also for no match.
    /// </summary>
    public static DecisionRecord Explain(WalletState state, Signal signal, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new DecisionRecord(
            signal.Workflow, default, new KindName(""), signal.Subject, DecisionOutcome.NoMatch,
            [new Reason(ReasonCode.NotTriggered, $"No workflow {signal.Workflow} is live.")],
            TierName.Standard, Rational.Undefined, null, 0, null, signal.Source.Position, signal.Source.Transaction,
            signal.Source.CorrelationId, now);
    }
}

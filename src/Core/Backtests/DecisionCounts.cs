using System.Collections.Immutable;
using Kwala.Core.Wallets;

namespace Kwala.Core.Backtests;

/// <summary>How many decisions came out how, and why what was not told was not.</summary>
public sealed class DecisionCounts
{
    private readonly long[] _outcomes = new long[Enum.GetValues<DecisionOutcome>().Length];
    private readonly long[] _reasons = new long[Enum.GetValues<ReasonCode>().Length];

    /// <summary>Counts one decision that changed something.</summary>
    public void Add(DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        _outcomes[(int)decision.Outcome]++;
        if (decision.Outcome is DecisionOutcome.Notify or DecisionOutcome.Resolved or DecisionOutcome.NoMatch)
            return;
        foreach (var reason in decision.Reasons)
            _reasons[(int)reason.Code]++;
    }

    /// <summary>Counts what another thread counted.</summary>
    public void Add(DecisionCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _outcomes.Length; i++)
            _outcomes[i] += other._outcomes[i];
        for (var i = 0; i < _reasons.Length; i++)
            _reasons[i] += other._reasons[i];
    }

    /// <summary>Decisions that changed something, by outcome; those that happened.</summary>
    public ImmutableSortedDictionary<DecisionOutcome, long> Outcomes => Some<DecisionOutcome>(_outcomes);

    /// <summary>The reasons of decisions that were not to tell, by code; those that were given.</summary>
    public ImmutableSortedDictionary<ReasonCode, long> Reasons => Some<ReasonCode>(_reasons);

    private static ImmutableSortedDictionary<T, long> Some<T>(long[] counts)
        where T : struct, Enum => Enum.GetValues<T>()
        .Zip(counts)
        .Where(it => it.Second > 0)
        .ToImmutableSortedDictionary(it => it.First, it => it.Second);
}

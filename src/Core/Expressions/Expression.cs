using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;

namespace Kwala.Core.Expressions;

/// <summary>A compiled expression that gives a number. Pure, total, bounded: any arguments give a rational.</summary>
public abstract class NumberExpression
{
    /// <summary>The indices of the arguments that it computes with, where it was read.</summary>
    public ImmutableArray<int> Uses { get; internal set; } = [];

    /// <summary>What it was read from; empty where it was not read. Tells whether two versions mean the same.</summary>
    public string Text { get; internal set; } = "";

    /// <summary>
    /// The value for the decoded arguments of one event, in the order of the event's parameters, with what was read
    /// behind them.
    /// </summary>
    /// <returns>Exact; infinite for x/0, undefined for 0/0 and for results too large (decision 16).</returns>
    public abstract Rational Evaluate(ImmutableArray<AbiValue> arguments);
}

/// <summary>A compiled expression that is true or false. Comparisons with an undefined number are false.</summary>
public abstract class TruthExpression
{
    /// <summary>The indices of the arguments that it computes with, where it was read.</summary>
    public ImmutableArray<int> Uses { get; internal set; } = [];

    /// <summary>What it was read from; empty where it was not read. Tells whether two versions mean the same.</summary>
    public string Text { get; internal set; } = "";

    /// <summary>Whether it holds for the decoded arguments of one event.</summary>
    public abstract bool Evaluate(ImmutableArray<AbiValue> arguments);
}

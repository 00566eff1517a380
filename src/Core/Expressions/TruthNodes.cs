using System.Collections.Immutable;
using Kwala.Core.Abi;

namespace Kwala.Core.Expressions;

/// <summary>true or false.</summary>
internal sealed class ConstantTruth(bool value) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments) => value;
}

/// <summary>A bool argument; false where the arguments are not the event's.</summary>
internal sealed class ArgumentTruth(int index) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments)
    {
        var values = arguments.AsSpan();
        return (uint)index < (uint)values.Length && values[index] is AbiValue.Flag { Value: true };
    }
}

/// <summary>A comparison of two numbers; false where either is undefined.</summary>
internal sealed class Comparison(
    Func<int, bool> holds, NumberExpression left, NumberExpression right) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments)
    {
        var (a, b) = (left.Evaluate(arguments), right.Evaluate(arguments));
        return !a.IsUndefined && !b.IsUndefined && holds(a.CompareTo(b));
    }

    /// <summary>What the order of two numbers must be, or null for a mark that does not compare.</summary>
    public static Func<int, bool>? Of(string mark) => mark switch
    {
        "==" => static order => order == 0,
        "!=" => static order => order != 0,
        "<" => static order => order < 0,
        "<=" => static order => order <= 0,
        ">" => static order => order > 0,
        ">=" => static order => order >= 0,
        _ => null,
    };
}

/// <summary>Both.</summary>
internal sealed class Conjunction(TruthExpression left, TruthExpression right) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments) =>
        left.Evaluate(arguments) && right.Evaluate(arguments);
}

/// <summary>At least one.</summary>
internal sealed class Disjunction(TruthExpression left, TruthExpression right) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments) =>
        left.Evaluate(arguments) || right.Evaluate(arguments);
}

/// <summary>The opposite.</summary>
internal sealed class Negation(TruthExpression operand) : TruthExpression
{
    public override bool Evaluate(ImmutableArray<AbiValue> arguments) => !operand.Evaluate(arguments);
}

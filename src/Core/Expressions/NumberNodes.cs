using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;

namespace Kwala.Core.Expressions;

/// <summary>A number that no argument changes.</summary>
internal sealed class ConstantNumber(Rational value) : NumberExpression
{
    public Rational Value { get; } = value.Reduced();

    public override Rational Evaluate(ImmutableArray<AbiValue> arguments) => Value;
}

/// <summary>A whole-number argument; undefined where the arguments are not the event's.</summary>
internal sealed class ArgumentNumber(int index) : NumberExpression
{
    public int Index { get; } = index;

    public override Rational Evaluate(ImmutableArray<AbiValue> arguments) =>
        NumberAt(arguments, Index) is { } number ? Rational.FromBigInteger(number.Value) : Rational.Undefined;

    public static AbiValue.Number? NumberAt(ImmutableArray<AbiValue> arguments, int index)
    {
        var values = arguments.AsSpan();
        return (uint)index < (uint)values.Length ? values[index] as AbiValue.Number : null;
    }
}

/// <summary>
/// An argument over a whole constant: the scaling of nearly every workflow ("healthFactor / 1e18"), without the
/// multiplications of a division of fractions.
/// </summary>
internal sealed class ScaledArgument(int index, BigInteger divisor) : NumberExpression
{
    public override Rational Evaluate(ImmutableArray<AbiValue> arguments) =>
        ArgumentNumber.NumberAt(arguments, index) is { } number
            ? Rational.Of(number.Value, divisor)
            : Rational.Undefined;
}

/// <summary>An operation on one number.</summary>
internal sealed class UnaryNumber(Func<Rational, Rational> operation, NumberExpression operand) : NumberExpression
{
    public override Rational Evaluate(ImmutableArray<AbiValue> arguments) => operation(operand.Evaluate(arguments));
}

/// <summary>An operation on two numbers.</summary>
internal sealed class BinaryNumber(
    Func<Rational, Rational, Rational> operation, NumberExpression left, NumberExpression right) : NumberExpression
{
    public override Rational Evaluate(ImmutableArray<AbiValue> arguments) =>
        operation(left.Evaluate(arguments), right.Evaluate(arguments));
}

/// <summary>Builds numbers, computing at once what no argument can change.</summary>
internal static class NumberNodes
{
    private const int ExponentMax = 4096;

    public static NumberExpression Unary(Func<Rational, Rational> operation, NumberExpression operand) =>
        operand is ConstantNumber constant
            ? new ConstantNumber(operation(constant.Value))
            : new UnaryNumber(operation, operand);

    public static NumberExpression Binary(
        Func<Rational, Rational, Rational> operation, NumberExpression left, NumberExpression right) =>
        (left, right) is (ConstantNumber a, ConstantNumber b)
            ? new ConstantNumber(operation(a.Value, b.Value))
            : new BinaryNumber(operation, left, right);

    public static NumberExpression Quotient(NumberExpression left, NumberExpression right) => (left, right) switch
    {
        (ArgumentNumber argument, ConstantNumber { Value: { IsFinite: true, Denominator.IsOne: true } divisor }) =>
            new ScaledArgument(argument.Index, divisor.Numerator),
        _ => Binary(static (a, b) => a / b, left, right),
    };

    public static NumberExpression Product(NumberExpression left, NumberExpression right) => (left, right) switch
    {
        (ArgumentNumber argument, ConstantNumber { Value: { IsFinite: true, Numerator.IsOne: true } factor }) =>
            new ScaledArgument(argument.Index, factor.Denominator),
        _ => Binary(static (a, b) => a * b, left, right),
    };

    /// <summary>Undefined where the exponent is not a whole number from -4096 to 4096.</summary>
    public static Rational Power(Rational basis, Rational exponent)
    {
        var whole = exponent.Reduced();
        return whole.IsFinite && whole.Denominator.IsOne && BigInteger.Abs(whole.Numerator) <= ExponentMax
            ? basis.Pow((int)whole.Numerator)
            : Rational.Undefined;
    }
}

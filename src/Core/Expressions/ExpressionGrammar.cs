using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Core.Expressions;

/// <summary>Recursive descent over one expression. Used once; the first problem is the one reported.</summary>
internal sealed class ExpressionGrammar
{
    private const int DepthMax = 64;

    private readonly string _text;
    private readonly ExpressionNames _names;
    private ExpressionToken _token;
    private int _at;
    private int _depth;
    private (int Column, string Text)? _problem;

    public ExpressionGrammar(string text, AbiEvent triggeredBy, ReadPlan reads)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(triggeredBy);
        _text = text;
        _names = new ExpressionNames(triggeredBy, reads);
        if (text.Length > ExpressionParser.TextLengthMax)
            Fail(ExpressionParser.TextLengthMax + 1,
                $"An expression has at most {ExpressionParser.TextLengthMax} characters.");
        else
            Next();
    }

    /// <summary>The problem, once an entry point has given null.</summary>
    public (int Column, string Text) Problem => _problem ?? (1, "");

    /// <summary>The indices of the names that were found, each once.</summary>
    public ImmutableArray<int> Uses => _names.Used;

    public NumberExpression? Number() => NumberOf(Whole());

    public TruthExpression? Truth() => TruthOf(Whole());

    private Operand? Whole()
    {
        if (_problem is not null)
            return null;
        if (_token.Kind == TokenKind.End)
            return Fail(1, "Expected an expression, such as amount / 1e18.");
        var whole = Or();
        return whole is not null && _token.Kind != TokenKind.End ? Fail(_token.Column, Unexpected()) : whole;
    }

    private Operand? Or()
    {
        var left = And();
        while (left is not null && TakeName("or"))
            left = (TruthOf(left), TruthOf(And())) is ({ } a, { } b)
                ? new Operand(left.Column, Truth: new Disjunction(a, b))
                : null;
        return left;
    }

    private Operand? And()
    {
        var left = Not();
        while (left is not null && TakeName("and"))
            left = (TruthOf(left), TruthOf(Not())) is ({ } a, { } b)
                ? new Operand(left.Column, Truth: new Conjunction(a, b))
                : null;
        return left;
    }

    private Operand? Not()
    {
        var column = _token.Column;
        if (!TakeName("not"))
            return Compared();
        return TruthOf(Nested(Not)) is { } operand ? new Operand(column, Truth: new Negation(operand)) : null;
    }

    private Operand? Compared()
    {
        var left = Sum();
        if (left is null || _token.Kind != TokenKind.Mark || Comparison.Of(_token.Text) is not { } holds)
            return left;
        Next();
        if ((NumberOf(left), NumberOf(Sum())) is not ({ } a, { } b))
            return null;
        return _token.Kind == TokenKind.Mark && Comparison.Of(_token.Text) is not null
            ? Fail(_token.Column, "Comparisons do not chain: write a < b and b < c.")
            : new Operand(left.Column, Truth: new Comparison(holds, a, b));
    }

    private Operand? Sum()
    {
        var left = Product();
        while (left is not null && _token is { Kind: TokenKind.Mark, Text: "+" or "-" })
        {
            Func<Rational, Rational, Rational> operation =
                _token.Text == "+" ? static (a, b) => a + b : static (a, b) => a - b;
            Next();
            left = Combined(left, Product(), (a, b) => NumberNodes.Binary(operation, a, b));
        }

        return left;
    }

    private Operand? Product()
    {
        var left = Unary();
        while (left is not null && _token is { Kind: TokenKind.Mark, Text: "*" or "/" })
        {
            Func<NumberExpression, NumberExpression, NumberExpression> build =
                _token.Text == "*" ? NumberNodes.Product : NumberNodes.Quotient;
            Next();
            left = Combined(left, Unary(), build);
        }

        return left;
    }

    private Operand? Unary()
    {
        var column = _token.Column;
        if (!TakeMark("-"))
            return Power();
        return NumberOf(Nested(Unary)) is { } operand
            ? new Operand(column, NumberNodes.Unary(static a => -a, operand))
            : null;
    }

    // The exponent is read as a unary, which reads a power in turn: right associative, and 2^-1 is allowed.
    private Operand? Power()
    {
        var basis = Primary();
        return basis is not null && TakeMark("^")
            ? Combined(basis, Nested(Unary), static (a, b) => NumberNodes.Binary(NumberNodes.Power, a, b))
            : basis;
    }

    private Operand? Primary()
    {
        var token = _token;
        if (TakeMark("("))
            return Nested(Or) is { } inner ? Closed(inner) : null;
        if (token.Kind == TokenKind.Number)
        {
            Next();
            return Rational.TryParse(token.Text, out var value)
                ? new Operand(token.Column, new ConstantNumber(value))
                : Fail(token.Column, $"\"{Shown(token.Text)}\" is not a number: write 1.5, 1e18 or 2^256.");
        }

        if (token.Kind != TokenKind.Name || ExpressionNames.IsOperator(token.Text))
            return Fail(token.Column, Unexpected());
        Next();
        if (_token is { Kind: TokenKind.Mark, Text: "(" })
            return Call(token);
        var (operand, problem) = _names.Find(token);
        return operand ?? Fail(token.Column, problem);
    }

    private Operand? Call(ExpressionToken name)
    {
        if (ExpressionNames.Function(name.Text) is not { } function)
            return Fail(name.Column, ExpressionNames.UnknownFunction(name.Text));
        Next();
        NumberExpression? result = null;
        var count = 0;
        do
        {
            if (NumberOf(Nested(Or)) is not { } argument)
                return null;
            result = result is null ? argument : NumberNodes.Binary(function, result, argument);
            count++;
        }
        while (TakeMark(","));
        var single = name.Text == "abs";
        if (single ? count != 1 : count < 2)
            return Fail(name.Column, $"{name.Text} takes {(single ? "one number" : "two numbers or more")}.");
        return Closed(new Operand(name.Column, single ? NumberNodes.Unary(Rational.Abs, result) : result));
    }

    private Operand? Closed(Operand inner) => TakeMark(")") ? inner : Fail(_token.Column, "Expected \")\".");

    private Operand? Combined(
        Operand left, Operand? right, Func<NumberExpression, NumberExpression, NumberExpression> build)
    {
        if ((NumberOf(left), NumberOf(right)) is not ({ } a, { } b))
            return null;
        var result = build(a, b);
        return result is ConstantNumber { Value.IsUndefined: true }
            ? Fail(left.Column, "This has no value: it is 0/0, has a broken exponent, or needs more than 4096 bits.")
            : new Operand(left.Column, result);
    }

    private Operand? Nested(Func<Operand?> inner)
    {
        if (_depth == DepthMax)
            return Fail(_token.Column, $"At most {DepthMax} levels of nesting.");
        _depth++;
        var result = inner();
        _depth--;
        return result;
    }

    private NumberExpression? NumberOf(Operand? operand)
    {
        if (operand is { Truth: not null })
            Fail(operand.Column, "Expected a number; this is true or false.");
        return operand?.Number;
    }

    private TruthExpression? TruthOf(Operand? operand)
    {
        if (operand is { Number: not null })
            Fail(operand.Column, "Expected true or false; this is a number. Compare it, as in amount > 0.");
        return operand?.Truth;
    }

    private bool TakeMark(string mark) => Take(TokenKind.Mark, mark);

    private bool TakeName(string name) => Take(TokenKind.Name, name);

    private bool Take(TokenKind kind, string text)
    {
        var found = _token.Kind == kind && _token.Text == text;
        if (found)
            Next();
        return found;
    }

    private void Next() => _token = ExpressionToken.Take(_text, ref _at);

    private string Unexpected() => _token.Text switch
    {
        "" => "Expected a number, a name or \"(\" before the end.",
        "&&" => "Write and instead of &&.",
        "||" => "Write or instead of ||.",
        "!" => "Write not instead of !.",
        "=" => "Write == to compare.",
        "<>" => "Write != instead of <>.",
        "**" => "Write ^ for a power.",
        "%" => "There is no %: divide instead.",
        _ => $"\"{Shown(_token.Text)}\" is not expected here.",
    };

    private static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    private Operand? Fail(int column, string problem)
    {
        _problem ??= (column, problem);
        return null;
    }
}

/// <summary>A part of an expression: a number or a truth, and where it starts.</summary>
internal sealed record Operand(int Column, NumberExpression? Number = null, TruthExpression? Truth = null);

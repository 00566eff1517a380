using Kwala.Core.Abi;
using Kwala.Core.Reading;

namespace Kwala.Core.Expressions;

/// <summary>
/// Reads expressions over the arguments of one event and what is read for it (decision 16). From loose to tight: or,
/// and, not, comparison (== != &lt; &lt;= &gt; &gt;=), + and -, * and /, unary minus, ^ (right associative). Also
/// parentheses, min(a, b, ...), max(a, b, ...), abs(a), true, false and decimals such as 1.5 or 1e18.
/// Bounds: 1000 characters, 64 levels.
/// </summary>
public static class ExpressionParser
{
    /// <summary>The longest text that is read.</summary>
    public const int TextLengthMax = 1000;

    /// <summary>Reads an expression that gives a number.</summary>
    public static ExpressionParse<NumberExpression> ParseNumber(
        string text, AbiEvent triggeredBy, ReadPlan? reads = null)
    {
        var grammar = new ExpressionGrammar(text, triggeredBy, reads ?? ReadPlan.None);
        if (grammar.Number() is not { } number)
            return new ExpressionParse<NumberExpression>.Malformed(grammar.Problem.Column, grammar.Problem.Text);
        (number.Text, number.Uses) = (text.Trim(), grammar.Uses);
        return new ExpressionParse<NumberExpression>.Parsed(number);
    }

    /// <summary>Reads an expression that is true or false.</summary>
    public static ExpressionParse<TruthExpression> ParseTruth(
        string text, AbiEvent triggeredBy, ReadPlan? reads = null)
    {
        var grammar = new ExpressionGrammar(text, triggeredBy, reads ?? ReadPlan.None);
        if (grammar.Truth() is not { } truth)
            return new ExpressionParse<TruthExpression>.Malformed(grammar.Problem.Column, grammar.Problem.Text);
        (truth.Text, truth.Uses) = (text.Trim(), grammar.Uses);
        return new ExpressionParse<TruthExpression>.Parsed(truth);
    }
}

namespace Kwala.Core.Expressions;

/// <summary>How reading an expression ended.</summary>
/// <typeparam name="T"><see cref="NumberExpression"/> or <see cref="TruthExpression"/>.</typeparam>
public abstract record ExpressionParse<T>
{
    private ExpressionParse() { }

    /// <summary>It was understood and compiled.</summary>
    public sealed record Parsed(T Expression) : ExpressionParse<T>;

    /// <summary>Refused at <paramref name="Column"/> (from 1); <paramref name="Problem"/> names the remedy.</summary>
    public sealed record Malformed(int Column, string Problem) : ExpressionParse<T>;

    /// <summary>One answer per case.</summary>
    public TAnswer Match<TAnswer>(Func<T, TAnswer> parsed, Func<int, string, TAnswer> malformed) => this switch
    {
        Parsed it => parsed(it.Expression),
        Malformed it => malformed(it.Column, it.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

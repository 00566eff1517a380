namespace Kwala.Ports.Chain;

/// <summary>What asking a chain for one thing gave.</summary>
public abstract record ChainAnswer<T>
{
    private ChainAnswer() { }

    /// <summary>The chain's answer.</summary>
    public sealed record Answered(T Value) : ChainAnswer<T>;

    /// <summary>
    /// No trustworthy answer from any endpoint; ask again after <paramref name="RetryAfter"/>.
    /// <paramref name="Reason"/> is for people and holds no secret.
    /// </summary>
    public sealed record NotYet(string Reason, TimeSpan RetryAfter) : ChainAnswer<T>;

    /// <summary>The question cannot be answered as configured; an operator must act.</summary>
    public sealed record Refused(string Reason) : ChainAnswer<T>;

    /// <summary>One answer per case.</summary>
    public TOut Match<TOut>(
        Func<T, TOut> answered, Func<string, TimeSpan, TOut> notYet, Func<string, TOut> refused) => this switch
        {
            Answered a => answered(a.Value),
            NotYet n => notYet(n.Reason, n.RetryAfter),
            Refused r => refused(r.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

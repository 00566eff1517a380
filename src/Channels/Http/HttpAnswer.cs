namespace Kwala.Channels.Http;

/// <summary>How one HTTP request ended, told apart by what can be proved about its arrival.</summary>
internal abstract record HttpAnswer
{
    private HttpAnswer()
    {
    }

    /// <summary>A status line came back.</summary>
    /// <param name="Status">The status code.</param>
    /// <param name="RetryAfter">What Retry-After asked (RFC 9110, section 10.2.3), when positive.</param>
    /// <param name="Body">The start of the body, as much as came within the limits.</param>
    public sealed record Answered(int Status, TimeSpan? RetryAfter, ReadOnlyMemory<byte> Body) : HttpAnswer;

    /// <summary>No byte of the body was handed to a connection.</summary>
    /// <param name="Reason">What failed.</param>
    /// <param name="IsForbidden">Our own rules forbid the address that the name stands for.</param>
    public sealed record NotSent(string Reason, bool IsForbidden) : HttpAnswer;

    /// <summary>The body, or a part of it, went out and no status came back.</summary>
    public sealed record NoAnswer(string Reason) : HttpAnswer;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<Answered, T> answered, Func<NotSent, T> notSent, Func<NoAnswer, T> noAnswer) => this switch
    {
        Answered it => answered(it),
        NotSent it => notSent(it),
        NoAnswer it => noAnswer(it),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

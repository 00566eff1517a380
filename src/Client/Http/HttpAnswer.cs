using System.Diagnostics;
using Kwala.Client.Http.Shapes;

namespace Kwala.Client.Http;

/// <summary>One request to the HTTP API. Sending it twice does no more than sending it once.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">From <c>v1/</c> on, without a leading slash, escaped.</param>
internal sealed record HttpQuestion(HttpMethod Method, string Path)
{
    /// <summary>What is sent; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The header <c>If-Match</c> as it is sent; null for none.</summary>
    public string? IfMatch { get; init; }
}

/// <summary>What a request came to.</summary>
internal abstract record HttpAnswer
{
    private HttpAnswer()
    {
    }

    /// <summary>
    /// Whether the request was sent before without a usable answer: then it may have been carried out already.
    /// </summary>
    public bool Repeated { get; init; }

    /// <summary>It was done; here is what was answered.</summary>
    /// <param name="Body">The answer's body.</param>
    /// <param name="Tag">The answer's ETag without quotation marks; null for none.</param>
    public sealed record Given(ReadOnlyMemory<byte> Body, string? Tag) : HttpAnswer;

    /// <summary>It was refused in the API's own words. Sending the same again cannot help.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(ProblemResource Problem) : HttpAnswer;

    /// <summary>
    /// Nobody answered, or not with what the API answers. Whether the request was carried out is not known.
    /// </summary>
    /// <param name="Reason">What failed; no secret.</param>
    /// <param name="IsTransient">Whether sending it again soon may help.</param>
    /// <param name="RetryAfter">How long to wait before, where that was asked.</param>
    public sealed record None(string Reason, bool IsTransient = false, TimeSpan? RetryAfter = null) : HttpAnswer;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<Given, T> given, Func<ProblemResource, T> refused, Func<string, T> none) => this switch
    {
        Given it => given(it),
        Refused it => refused(it.Problem),
        None it => none(it.Reason),
        _ => throw new UnreachableException(),
    };
}

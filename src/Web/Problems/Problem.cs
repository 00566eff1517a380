using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kwala.Web.Problems;

/// <summary>The one shape of every refusal (RFC 9457), sent as <c>application/problem+json</c>.</summary>
/// <param name="Type">Stable: programs decide by it. Listed in docs/api.md.</param>
/// <param name="Title">The same for every problem of the type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened this time and what to do.</param>
/// <param name="Errors">Every single mistake of the request, where there are several to tell apart.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<ProblemError>? Errors)
{
    public const string ContentType = "application/problem+json";

    private const string TypePrefix = "urn:kwala:problem:";

    public static Problem Of<TKind>(string detail, ImmutableArray<ProblemError> errors = default)
        where TKind : IProblemKind =>
        new(TypePrefix + TKind.Name, TKind.Title, TKind.Status, detail, errors.IsDefaultOrEmpty ? null : errors);

    /// <summary>Ends the request with this problem, where the answer has not begun.</summary>
    public Task Write(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";

        // Not the request's own token: after a time-out that is cancelled, and just then this must be written.
        var body = JsonSerializer.SerializeToUtf8Bytes(this, Json.WebJson.Readable.Problem);
        return context.Response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }
}

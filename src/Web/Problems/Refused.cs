using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kwala.Web.Problems;

/// <summary>A typed result that refuses with one kind of problem; OpenAPI learns the status from its type.</summary>
internal sealed class Refused<TKind>(string detail, ImmutableArray<ProblemError> errors = default)
    : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
    where TKind : struct, IProblemKind
{
    public int? StatusCode => TKind.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // Whoever comes back at once finds the same; this keeps clients that obey from hammering.
        if (TKind.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";
        return Problem.Of<TKind>(detail, errors).Write(httpContext);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(TKind.Status, typeof(Problem), [Problem.ContentType]));
}

/// <summary>The refusals that several resources share.</summary>
internal static class Refusals
{
    /// <summary>All mistakes of a request at once.</summary>
    public static Refused<InvalidRequest> Invalid(ImmutableArray<ProblemError> errors) =>
        new(errors.Length == 1 ? errors[0].Detail : $"{errors.Length} mistakes; each stands in errors.", errors);

    /// <summary>One mistake in a parameter of path or query.</summary>
    public static Refused<InvalidRequest> Parameter(string name, string problem) =>
        Invalid([new ProblemError(problem, Parameter: name)]);

    public static Refused<Unavailable> Unavailable(string reason) =>
        new($"{reason} Try again in a few seconds; GET /v1/status tells how the deployment is.");

    public static Refused<TooLarge> TooLarge(int bytesMax) =>
        new($"Send at most {bytesMax / 1024} KB.");
}

using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Kwala.Web.Resources;

/// <summary>200 with a strong ETag.</summary>
internal sealed class Tagged<T>(T value, string tag) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = $"\"{tag}\"";
        httpContext.Response.Headers.CacheControl = "private, no-cache";
        return httpContext.Response.WriteAsJsonAsync(value, httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>304: the caller's copy is still good.</summary>
internal sealed class NotModified(string tag) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => StatusCodes.Status304NotModified;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = $"\"{tag}\"";
        httpContext.Response.Headers.CacheControl = "private, no-cache";
        return Task.CompletedTask;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
}

/// <summary>What a request says about the version that it means (RFC 9110, section 13.1).</summary>
internal abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Absent : Precondition;

    /// <summary>Whatever version there is.</summary>
    public sealed record Any : Precondition;

    /// <summary>One of these; a weak tag never matches here.</summary>
    public sealed record OneOf(IReadOnlyList<string> Tags) : Precondition;

    /// <summary>The header is not a list of tags.</summary>
    public sealed record Malformed : Precondition;

    public static Precondition IfMatch(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
            return new Absent();
        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags) || tags.Count == 0)
            return new Malformed();
        return tags.Contains(EntityTagHeaderValue.Any)
            ? new Any()
            : new OneOf([.. tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString().Trim('"'))]);
    }

    /// <summary>Whether the caller's copy is this version (If-None-Match; weak comparison).</summary>
    public static bool CallerHas(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag.ToString() == $"\"{tag}\"");
}

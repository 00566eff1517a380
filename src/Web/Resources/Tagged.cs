using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

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

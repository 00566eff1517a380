using Microsoft.AspNetCore.Http.Features;

namespace Kwala.Web.Limits;

/// <summary>HEAD wherever GET answers, and OPTIONS everywhere (RFC 9110, 9.3.2 and 9.3.7).</summary>
internal static class UsualMethods
{
    public static async Task Apply(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            await AsGetWithoutBody(context, next);
            return;
        }

        await next(context);
        var answered = context.Response;
        if (HttpMethods.IsOptions(context.Request.Method) && !answered.HasStarted
            && answered.StatusCode == StatusCodes.Status405MethodNotAllowed)
            answered.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task AsGetWithoutBody(HttpContext context, RequestDelegate next)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Request.Method = HttpMethods.Get;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null, body));
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Features.Set(body);
        }
    }
}

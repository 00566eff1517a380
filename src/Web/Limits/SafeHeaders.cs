namespace Kwala.Web.Limits;

/// <summary>Headers that every answer carries, where its endpoint did not set stricter ones.</summary>
internal static class SafeHeaders
{
    public static Task Apply(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count > 0
                    ? headers.ContentSecurityPolicy
                    : "default-src 'none'; frame-ancestors 'none'";
                headers.CacheControl = headers.CacheControl.Count > 0 ? headers.CacheControl : "no-store";
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }
}

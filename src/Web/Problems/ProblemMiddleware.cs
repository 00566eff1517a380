using Microsoft.AspNetCore.Diagnostics;

namespace Kwala.Web.Problems;

/// <summary>
/// Gives a problem to every failure that no endpoint answered: unknown paths, wrong methods, exceptions.
/// </summary>
internal static class ProblemMiddleware
{
    /// <summary>
    /// For <c>UseExceptionHandler</c>. Tells nothing of the exception but what the caller can act on.
    /// </summary>
    public static Task OnException(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = exception is BadHttpRequestException refused
            ? OfStatus(refused.StatusCode)
            : Problem.Of<Failed>("The mistake is on this side and was logged. Trying again may help.");
        return problem.Write(context);
    }

    /// <summary>For <c>UseStatusCodePages</c>: an answer with an error status and no body.</summary>
    public static Task OnBareStatus(StatusCodeContext context) =>
        OfStatus(context.HttpContext.Response.StatusCode).Write(context.HttpContext);

    private static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.Of<NotThere>("Nothing is served at this path; docs/api.md lists all."),
        StatusCodes.Status405MethodNotAllowed => Problem.Of<MethodNotAllowed>("The Allow header lists the methods."),
        StatusCodes.Status413PayloadTooLarge => Problem.Of<TooLarge>(
            "Send a smaller body; docs/api.md gives the limits."),
        StatusCodes.Status415UnsupportedMediaType => Problem.Of<UnsupportedContentType>(
            "Set Content-Type to what docs/api.md gives for this request, such as application/json."),
        >= 400 and < 500 => Problem.Of<InvalidRequest>("The request is not well-formed HTTP.") with { Status = status },
        _ => Problem.Of<Failed>("The mistake is on this side and was logged. Trying again may help."),
    };
}

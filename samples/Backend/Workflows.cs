using Kwala.Client;
using Kwala.Core.Workflows;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Backend;

/// <summary>The protocol's own workflow, which its backend keeps up to date.</summary>
internal static class Workflows
{
    /// <summary>Puts the text of the body; answers with the version that is live, or with what to put right.</summary>
    public static async Task<ContentHttpResult> Put(string id, HttpRequest request, IKwalaClient kwala)
    {
        using var reader = new StreamReader(request.Body);
        var yaml = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        var outcome = await kwala.Workflows.Put(new WorkflowId(id), yaml, request.HttpContext.RequestAborted);
        return outcome.Match(
            hash => Answer($"{id} is live as {hash}."),
            () => Answer($"{id} is not there.", StatusCodes.Status404NotFound),
            mistakes => Answer(string.Join('\n', mistakes), StatusCodes.Status422UnprocessableEntity),
            file => Answer($"The file {file} owns {id}: change it there.", StatusCodes.Status409Conflict),
            reason => Answer($"Try again: {reason}", StatusCodes.Status503ServiceUnavailable));
    }

    private static ContentHttpResult Answer(string text, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(text + "\n", statusCode: status);
}

using System.Collections.Immutable;
using System.Text;
using Kwala.Client;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using CheckAnswer = Results<
    Ok<WorkflowCheckResource>, Refused<InvalidRequest>, Refused<TooLarge>, Refused<Unavailable>>;
using DeleteAnswer = Results<
    NoContent, Refused<InvalidRequest>, Refused<NotThere>, Refused<Conflicting>, Refused<Unavailable>>;
using ListAnswer = Results<Ok<WorkflowsResource>, Refused<Unavailable>>;
using PutAnswer = Results<
    Ok<WorkflowPutResource>,
    Refused<InvalidRequest>,
    Refused<Conflicting>,
    Refused<TooLarge>,
    Refused<InvalidWorkflow>,
    Refused<Unavailable>>;
using ReadAnswer = Results<
    Tagged<WorkflowResource>,
    NotModified,
    Refused<InvalidRequest>,
    Refused<NotThere>,
    Refused<Stale>,
    Refused<Unavailable>>;

/// <summary>The deployment's workflows; their text travels as YAML (RFC 9512).</summary>
internal static class WorkflowsApi
{
    private const string Path = "/workflows/{id}";
    private const string Yaml = "application/yaml";
    private const string SourceName = "request";

    private static readonly string[] Conditions = ["If-Match", "If-None-Match"];
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/workflows", List).WithName("listWorkflows").WithSummary("The live workflows by name.").ForKeys();
        v1.MapGet(Path, Read).WithName("readWorkflow").WithSummary("A live workflow with its text.").ForKeys();
        v1.MapPut(Path, Put).WithName("putWorkflow")
            .WithSummary("Makes a workflow live; refused with all mistakes, or where a file owns it.")
            .Accepts<string>(Yaml, "text/yaml", "text/plain").ForKeys().ForOperators();
        v1.MapDelete(Path, Delete).WithName("deleteWorkflow")
            .WithSummary("Takes a workflow out of use; what it decided stays.").ForKeys().ForOperators();
        v1.MapPost("/workflows/check", Check).WithName("checkWorkflow")
            .WithSummary("All mistakes of a workflow's text, each with its place; changes nothing.")
            .Accepts<string>(Yaml, "text/yaml", "text/plain").ForKeys();
    }

    private static async Task<ListAnswer> List(IKwalaClient client, CancellationToken cancellationToken) =>
        (await client.Workflows.List(cancellationToken)).Match<ListAnswer>(
            items => TypedResults.Ok(new WorkflowsResource([.. items.Select(it => it.ToResource(withText: false))])),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));

    private static async Task<ReadAnswer> Read(
        string id, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Names.IsName(id))
            return Refusals.Parameter("id", Names.Problem());
        var conditions = Preconditions.Of(request);
        if (conditions.Mistakes is { IsEmpty: false } mistakes)
            return Refusals.Invalid(mistakes);
        return (await client.Workflows.Read(new WorkflowId(id), cancellationToken)).Match<ReadAnswer>(
            it => conditions.Miss(it.Hash.ToString()) ? Preconditions.StaleOf(it.Hash.ToString())
                : conditions.IfNoneMatch.Names(it.Hash.ToString()) ? new NotModified(it.Hash.ToString())
                : new Tagged<WorkflowResource>(it.ToResource(withText: true), it.Hash.ToString()),
            reason => new Refused<NotThere>(reason),
            reason => Refusals.Parameter("id", reason),
            reason => Refusals.Unavailable(reason));
    }

    private static async Task<PutAnswer> Put(
        string id, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Names.IsName(id))
            return Refusals.Parameter("id", Names.Problem());
        if (UnmetConditions(request) is { } unmet)
            return unmet;
        if (await BoundedBody.Read(request, Sizes.Body, cancellationToken) is not { } body)
            return Refusals.TooLarge(Sizes.Body);
        if (!TryText(body, out var yaml))
            return NotUtf8();
        return (await client.Workflows.Put(new WorkflowId(id), yaml, cancellationToken)).Match<PutAnswer>(
            hash => TypedResults.Ok(new WorkflowPutResource(id, hash.ToString() ?? "")),
            () => Refusals.Unavailable("The workflow was taken out at the same time."),
            mistakes => InvalidOf(mistakes),
            file => new Refused<Conflicting>($"The file {file} owns the workflow {id}: change the file instead."),
            reason => Refusals.Unavailable(reason));
    }

    private static async Task<DeleteAnswer> Delete(
        string id, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Names.IsName(id))
            return Refusals.Parameter("id", Names.Problem());
        if (UnmetConditions(request) is { } unmet)
            return unmet;
        return (await client.Workflows.Delete(new WorkflowId(id), cancellationToken)).Match<DeleteAnswer>(
            _ => TypedResults.NoContent(),
            () => new Refused<NotThere>($"No live workflow is named {id}."),
            _ => Refusals.Unavailable("The workflow could not be taken out."),
            file => new Refused<Conflicting>($"The file {file} owns the workflow {id}: remove the file instead."),
            reason => Refusals.Unavailable(reason));
    }

    private static async Task<CheckAnswer> Check(
        IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await BoundedBody.Read(request, Sizes.Body, cancellationToken) is not { } body)
            return Refusals.TooLarge(Sizes.Body);
        if (!TryText(body, out var yaml))
            return NotUtf8();
        var outcome = await client.Workflows.Check(new WorkflowSource(SourceName, yaml), cancellationToken);
        return outcome.Match<CheckAnswer>(
            mistakes => TypedResults.Ok(new WorkflowCheckResource(mistakes.IsEmpty, [.. mistakes.Select(Resource)])),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));
    }

    // A condition that is passed over lets a caller overwrite what it asked to keep (RFC 9110, section 13.1.1).
    private static Refused<InvalidRequest>? UnmetConditions(HttpRequest request)
    {
        var sent = Conditions.Where(request.Headers.ContainsKey).ToList();
        return sent.Count == 0 ? null : Refusals.Invalid([.. sent.Select(name => new ProblemError(
            $"A workflow is put or deleted whatever version there is: leave {name} out.", Header: name))]);
    }

    private static WorkflowMistakeResource Resource(WorkflowMistake it) =>
        new(PlaceOf(it), it.Line, it.Column, it.Message);

    /// <summary>All mistakes of a workflow's text.</summary>
    public static Refused<InvalidWorkflow> InvalidOf(ImmutableArray<WorkflowMistake> mistakes) => new(
        mistakes.Length == 1 ? mistakes[0].ToString() : $"{mistakes.Length} mistakes; each stands in errors.",
        [.. mistakes.Take(Mistakes.CountMax).Select(it => new ProblemError(it.Message, Place: PlaceOf(it)))]);

    private static string PlaceOf(WorkflowMistake it) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{it.Source}:{it.Line}:{it.Column}");

    private static Refused<InvalidRequest> NotUtf8() =>
        Refusals.Invalid([new ProblemError("The text is not UTF-8: save it as UTF-8 and send it again.")]);

    private static bool TryText(ReadOnlyMemory<byte> body, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(body.Span);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http;

/// <summary>Workflows by the HTTP API.</summary>
internal sealed class HttpWorkflowClient(HttpExchange exchange) : IWorkflowClient
{
    private const string SourceName = "request";
    private const string Yaml = "application/yaml";

    // The list gives no texts; a workflow that is taken out before its own was read is not live any more.
    public async Task<ReadOutcome<ImmutableArray<StoredWorkflow>>> List(CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, Paths.Workflows), cancellationToken);
        var names = answer.ToRead(
            exchange.Reading, ClientJson.Default.WorkflowsResource, it => it.Items.Each(one => new WorkflowId(one.Id)));
        if (names is not ReadOutcome<ImmutableArray<WorkflowId>>.Found found)
            return names.Match<ReadOutcome<ImmutableArray<StoredWorkflow>>>(
                _ => throw new System.Diagnostics.UnreachableException(),
                reason => new ReadOutcome<ImmutableArray<StoredWorkflow>>.NotFound(reason),
                reason => new ReadOutcome<ImmutableArray<StoredWorkflow>>.Refused(reason),
                reason => new ReadOutcome<ImmutableArray<StoredWorkflow>>.Unavailable(reason));
        var workflows = ImmutableArray.CreateBuilder<StoredWorkflow>(found.Value.Length);
        foreach (var name in found.Value)
            switch (await Read(name, cancellationToken))
            {
                case ReadOutcome<StoredWorkflow>.Found it:
                    workflows.Add(it.Value);
                    break;
                case ReadOutcome<StoredWorkflow>.Unavailable it:
                    return new ReadOutcome<ImmutableArray<StoredWorkflow>>.Unavailable(it.Reason);
            }

        return new ReadOutcome<ImmutableArray<StoredWorkflow>>.Found(workflows.ToImmutable());
    }

    public async Task<ReadOutcome<StoredWorkflow>> Read(WorkflowId id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new ReadOutcome<StoredWorkflow>.NotFound($"No live workflow is named {id}.");
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Workflow(id.Value)), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.WorkflowResource, it => it.ToWorkflow());
    }

    public async Task<WorkflowOutcome> Put(WorkflowId id, string yaml, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new WorkflowOutcome.Refused(
                [new WorkflowMistake(SourceName, 1, 1, "A workflow's name has 1 to 64 characters of a-z, 0-9 and -.")]);
        var answer = await exchange.Ask(Text(HttpMethod.Put, Paths.Workflow(id.Value), yaml), cancellationToken);
        return answer switch
        {
            HttpAnswer.Given given => exchange.Reading.Understand<WorkflowPutResource, WorkflowOutcome>(
                given,
                ClientJson.Default.WorkflowPutResource,
                it => new WorkflowOutcome.Done(ResourceReading.ToHash(it.Hash)),
                reason => new WorkflowOutcome.Unavailable(reason)),
            _ => await NotDone(id, answer, cancellationToken),
        };
    }

    public async Task<WorkflowOutcome> Delete(WorkflowId id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new WorkflowOutcome.NotFound();
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Delete, Paths.Workflow(id.Value)), cancellationToken);
        return answer switch
        {
            HttpAnswer.Given => new WorkflowOutcome.Done(null),
            // The attempt before may have taken it out and lost its answer on the way.
            HttpAnswer.Refused { Repeated: true, Problem.Kind: ProblemKind.NotFound } => new WorkflowOutcome.Done(null),
            _ => await NotDone(id, answer, cancellationToken),
        };
    }

    public async Task<ReadOutcome<ImmutableArray<WorkflowMistake>>> Check(
        WorkflowSource source, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(Text(HttpMethod.Post, Paths.WorkflowCheck, source.Yaml), cancellationToken);
        return answer.ToRead(
            exchange.Reading,
            ClientJson.Default.WorkflowCheckResource,
            it => it.Mistakes.Each(one => new WorkflowMistake(source.Name, one.Line, one.Column, one.Message)));
    }

    private async Task<WorkflowOutcome> NotDone(
        WorkflowId id, HttpAnswer answer, CancellationToken cancellationToken) => answer switch
        {
            HttpAnswer.Refused { Problem: { Kind: ProblemKind.Conflict } problem } =>
                await Owned(id, problem, cancellationToken),
            HttpAnswer.Refused { Problem.Kind: ProblemKind.NotFound } => new WorkflowOutcome.NotFound(),
            HttpAnswer.Refused { Problem: var problem } => new WorkflowOutcome.Refused(problem.ToMistakes(SourceName)),
            HttpAnswer.None { Reason: var reason } => new WorkflowOutcome.Unavailable(reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    // Which file it is stands in the workflow; the refusal says so in words for people.
    private async Task<WorkflowOutcome> Owned(
        WorkflowId id, ProblemResource problem, CancellationToken cancellationToken) =>
        await Read(id, cancellationToken) is ReadOutcome<StoredWorkflow>.Found { Value.File: { } file }
            ? new WorkflowOutcome.OwnedByFile(file)
            : new WorkflowOutcome.Unavailable(problem.Words);

    private static HttpQuestion Text(HttpMethod method, string path, string yaml) =>
        new(method, path) { Body = Encoding.UTF8.GetBytes(yaml), ContentType = Yaml };
}

using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>
/// Workflows by the registry grain. Checks before it asks, so that a name other than asked for is refused.
/// </summary>
internal sealed class GrainWorkflowClient(IGrainFactory grains, GrainCalls calls, CompileWorkflow? compile)
    : IWorkflowClient
{
    private const string Whom = "The workflow registry";
    private const string SourceName = "request";
    private const string NoCompiler = "This process cannot check workflows: no compiler is registered.";

    private IWorkflowRegistryGrain Registry =>
        grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);

    public Task<ReadOutcome<ImmutableArray<StoredWorkflow>>> List(CancellationToken cancellationToken) =>
        calls.Read<ImmutableArray<StoredWorkflow>>(
            async () => new ReadOutcome<ImmutableArray<StoredWorkflow>>.Found(
                [.. (await Registry.List()).Select(Stored)]),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<StoredWorkflow>> Read(WorkflowId id, CancellationToken cancellationToken) =>
        calls.Read<StoredWorkflow>(
            async () => await Registry.Read(id) is { } version
                ? new ReadOutcome<StoredWorkflow>.Found(Stored(version))
                : new ReadOutcome<StoredWorkflow>.NotFound($"No live workflow is named {id}."),
            Whom,
            cancellationToken);

    public async Task<WorkflowOutcome> Put(WorkflowId id, string yaml, CancellationToken cancellationToken)
    {
        if (compile is null)
            return new WorkflowOutcome.Unavailable(NoCompiler);
        var source = new WorkflowSource(SourceName, yaml);
        return compile(source) switch
        {
            CompileOutcome.Refused refused => new WorkflowOutcome.Refused(refused.Mistakes),
            CompileOutcome.Compiled { Workflow.Id: var named } when named != id => new WorkflowOutcome.Refused(
                [new WorkflowMistake(SourceName, 1, 1, $"The text names the workflow {named}, the request {id}.")]),
            _ => await Put(source, cancellationToken),
        };
    }

    public Task<WorkflowOutcome> Delete(WorkflowId id, CancellationToken cancellationToken) =>
        calls.Ask(
            async () => (await Registry.Delete(id)).Match<WorkflowOutcome>(
                _ => new WorkflowOutcome.Done(null),
                () => new WorkflowOutcome.NotFound(),
                file => new WorkflowOutcome.OwnedByFile(file)),
            reason => new WorkflowOutcome.Unavailable(reason),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<ImmutableArray<WorkflowMistake>>> Check(
        WorkflowSource source, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<ImmutableArray<WorkflowMistake>>>(compile is null
            ? new ReadOutcome<ImmutableArray<WorkflowMistake>>.Unavailable(NoCompiler)
            : new ReadOutcome<ImmutableArray<WorkflowMistake>>.Found(
                compile(source).Match(_ => [], mistakes => mistakes)));

    private Task<WorkflowOutcome> Put(WorkflowSource source, CancellationToken cancellationToken) =>
        calls.Ask(
            async () => (await Registry.Put(source)).Match<WorkflowOutcome>(
                accepted => new WorkflowOutcome.Done(accepted.Hash),
                mistakes => new WorkflowOutcome.Refused(mistakes),
                file => new WorkflowOutcome.OwnedByFile(file)),
            reason => new WorkflowOutcome.Unavailable(reason),
            Whom,
            cancellationToken);

    private static StoredWorkflow Stored(WorkflowVersion version) => new(
        version.Id,
        version.Hash,
        version.Origin == WorkflowOrigin.File ? version.Source.Name : null,
        version.Since,
        version.Source.Yaml);
}

using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>Workflows by the registry grain.</summary>
internal sealed class GrainWorkflowClient(IGrainFactory grains, GrainCalls calls) : IWorkflowClient
{
    private const string Whom = "The workflow registry";
    private const string SourceName = "request";

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

    public Task<WorkflowOutcome> Put(WorkflowId id, string yaml, CancellationToken cancellationToken) =>
        calls.Ask(
            () => Put(id, new WorkflowSource(SourceName, yaml)),
            reason => new WorkflowOutcome.Unavailable(reason),
            Whom,
            cancellationToken);

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
        calls.Read<ImmutableArray<WorkflowMistake>>(
            async () => new ReadOutcome<ImmutableArray<WorkflowMistake>>.Found((await Registry.Check(source)).Mistakes),
            Whom,
            cancellationToken);

    // A name other than asked for is refused before anything is put.
    private async Task<WorkflowOutcome> Put(WorkflowId id, WorkflowSource source)
    {
        if ((await Registry.Check(source)).Id is { } named && named != id)
            return new WorkflowOutcome.Refused(
                [new WorkflowMistake(SourceName, 1, 1, $"The text names the workflow {named}, the request {id}.")]);
        return (await Registry.Put(source)).Match<WorkflowOutcome>(
            accepted => new WorkflowOutcome.Done(accepted.Hash),
            mistakes => new WorkflowOutcome.Refused(mistakes),
            file => new WorkflowOutcome.OwnedByFile(file));
    }

    private static StoredWorkflow Stored(WorkflowVersion version) => new(
        version.Id,
        version.Hash,
        version.Origin == WorkflowOrigin.File ? version.Source.Name : null,
        version.Since,
        version.Source.Yaml);
}

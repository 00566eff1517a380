using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Workflows;

/// <summary>Keeps all workflows; what may replace what is decided by <see cref="RegistryChange"/>.</summary>
internal sealed partial class WorkflowRegistryGrain(
    [PersistentState("workflows", StorageNames.Grains)] IPersistentState<RegistryStored> stored,
    CompileWorkflow compile,
    TimeProvider time,
    ILogger<WorkflowRegistryGrain> logger) : Grain, IWorkflowRegistryGrain
{
    public Task<WorkflowCheck> Check(WorkflowSource source) => Task.FromResult(compile(source).Match(
        workflow => new WorkflowCheck { Id = workflow.Id, Mistakes = [] },
        mistakes => new WorkflowCheck { Mistakes = mistakes }));

    public async Task<WorkflowPut> Put(WorkflowSource source)
    {
        var outcome = compile(source);
        if (outcome is CompileOutcome.Refused refused)
            return new WorkflowPut.Refused { Mistakes = refused.Mistakes };
        var workflow = ((CompileOutcome.Compiled)outcome).Workflow;
        if (stored.State.OwnerOf(workflow.Id) is { } file)
            return new WorkflowPut.OwnedByFile { File = file };
        await Save(stored.State.With(workflow, source, WorkflowOrigin.Api, time.GetUtcNow()));
        return new WorkflowPut.Accepted { Id = workflow.Id, Hash = workflow.Hash, Revision = stored.State.Revision };
    }

    public async Task<FileSync> SyncFiles(ImmutableArray<WorkflowSource> files)
    {
        var outcomes = files.Select(file => (File: file, Outcome: compile(file))).ToArray();
        var next = stored.State;
        var mistakes = ImmutableArray.CreateBuilder<WorkflowMistake>();
        var names = new Dictionary<WorkflowId, string>();
        foreach (var (file, outcome) in outcomes)
        {
            switch (outcome)
            {
                case CompileOutcome.Compiled { Workflow: var workflow } when names.TryAdd(workflow.Id, file.Name):
                    next = next.With(workflow, file, WorkflowOrigin.File, time.GetUtcNow());
                    if (next.IsWithdrawn(workflow.Hash.ToString()))
                        mistakes.Add(new WorkflowMistake(
                            file.Name, 1, 1,
                            "This version was rolled back: change the text, or roll back to it, to make it live."));
                    break;
                case CompileOutcome.Compiled { Workflow: var workflow }:
                    mistakes.Add(new WorkflowMistake(
                        file.Name, 1, 1,
                        $"The workflow {workflow.Id} is in {names[workflow.Id]} already: rename one."));
                    break;
                case CompileOutcome.Refused refused:
                    mistakes.AddRange(refused.Mistakes);
                    break;
            }
        }

        var present = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        await Save(next.WithoutFiles(file => !present.Contains(file), names.Keys));
        return new FileSync
        {
            Revision = stored.State.Revision,
            Live = [.. stored.State.OfFiles()],
            Mistakes = mistakes.ToImmutable(),
        };
    }

    public async Task<WorkflowRemoval> Delete(WorkflowId id)
    {
        if (!stored.State.Live.ContainsKey(id.Value))
            return new WorkflowRemoval.NotFound();
        if (stored.State.OwnerOf(id) is { } file)
            return new WorkflowRemoval.OwnedByFile { File = file };
        await Save(stored.State.Without(id));
        return new WorkflowRemoval.Deleted { Revision = stored.State.Revision };
    }

    public Task<ImmutableArray<WorkflowVersion>> List() => Task.FromResult(stored.State.LiveVersions());

    public Task<WorkflowVersion?> Read(WorkflowId id) => Task.FromResult(
        stored.State.Live.TryGetValue(id.Value, out var hash) ? stored.State.Versions[hash].ToVersion(hash) : null);

    public Task<WorkflowVersion?> Version(Bytes32 hash) => Task.FromResult(
        stored.State.Versions.TryGetValue(hash.ToString(), out var version)
            ? version.ToVersion(hash.ToString())
            : null);

    public Task<WorkflowVersion?> VersionAt(WorkflowId id, DateTimeOffset at) =>
        Task.FromResult(stored.State.DecidingAt(id, at));

    public Task<LiveWorkflows?> Live(long known) => Task.FromResult(known == stored.State.Revision
        ? null
        : new LiveWorkflows
        {
            Revision = stored.State.Revision,
            Versions = stored.State.LiveVersions(),
            Candidates = stored.State.Candidates(),
        });

    private async Task Save(RegistryStored next)
    {
        var before = stored.State;
        if (ReferenceEquals(next, before))
            return;
        try
        {
            stored.State = next;
            await stored.WriteStateAsync();
        }
        catch (Exception failure)
        {
            stored.State = before;
            // Whether it was written is not known for every store: the next activation reads what is.
            DeactivateOnIdle();
            LogNotSaved(failure);
            throw;
        }

        LogChanged(next.Revision, string.Join(", ", next.Live.Keys));
    }

    [LoggerMessage(LogLevel.Information, "Live workflows at revision {Revision}: {Workflows}")]
    private partial void LogChanged(long revision, string workflows);

    [LoggerMessage(LogLevel.Error, "The workflows could not be saved.")]
    private partial void LogNotSaved(Exception failure);
}

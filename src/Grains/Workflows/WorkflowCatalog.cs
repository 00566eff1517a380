using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Kwala.Grains.Workflows;

/// <summary>
/// The compiled workflows of a silo: the live ones by revision, any version by content hash (decision 17). Asks the
/// registry only for what is new; a text is compiled once.
/// </summary>
internal sealed partial class WorkflowCatalog(
    IGrainFactory grains, CompileWorkflow compile, ILogger<WorkflowCatalog> logger) : IDisposable
{
    // Versions are few and small; past this something writes them in a loop, and starting over costs a compilation
    // each.
    private const int VersionsMax = 4096;

    private readonly ConcurrentDictionary<Bytes32, Workflow> _versions = new();
    private readonly SemaphoreSlim _asking = new(1);
    private volatile LiveSet _live = LiveSet.None;

    private IWorkflowRegistryGrain Registry => grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);

    /// <summary>The live workflows at this revision or a later one. Answers at once where it has them.</summary>
    public ValueTask<LiveSet> AtLeast(long revision) =>
        _live.Revision >= Math.Max(revision, 0) ? new(_live) : new(Ask(revision));

    /// <summary>The live workflows as the registry has them now.</summary>
    public Task<LiveSet> Latest() => Ask(long.MaxValue);

    /// <summary>A version, live or not; null where the registry never had it or it does not compile any more.</summary>
    public async ValueTask<Workflow?> Version(Bytes32 hash)
    {
        if (_versions.TryGetValue(hash, out var known))
            return known;
        return await Registry.Version(hash) is { } version ? Compile(version) : null;
    }

    /// <summary>
    /// The version of a workflow that was the newest at an instant; null where there was none, or it does not compile
    /// any more.
    /// </summary>
    public async Task<Workflow?> VersionAt(WorkflowId id, DateTimeOffset at) =>
        await Registry.VersionAt(id, at) is { } version ? Compile(version) : null;

    /// <summary>What a text is, without changing anything.</summary>
    public CompileOutcome Try(WorkflowSource source) => compile(source);

    public void Dispose() => _asking.Dispose();

    private async Task<LiveSet> Ask(long revision)
    {
        await _asking.WaitAsync();
        try
        {
            if (_live.Revision >= revision)
                return _live;
            if (await Registry.Live(_live.Revision) is { } newer)
                _live = new LiveSet(
                    newer.Revision,
                    newer.Versions.Select(Compile).OfType<Workflow>().ToImmutableSortedDictionary(w => w.Id, w => w));
            return _live;
        }
        finally
        {
            _asking.Release();
        }
    }

    private Workflow? Compile(WorkflowVersion version)
    {
        if (_versions.TryGetValue(version.Hash, out var known))
            return known;
        return compile(version.Source).Match<Workflow?>(Keep, mistakes =>
        {
            // It compiled when it was put: this build reads workflows differently, or its chain is gone.
            LogCompiledNoMore(version.Id.Value, version.Hash, string.Join(" ", mistakes));
            return null;
        });
    }

    private Workflow Keep(Workflow workflow)
    {
        if (_versions.Count >= VersionsMax)
            _versions.Clear();
        return _versions[workflow.Hash] = workflow;
    }

    [LoggerMessage(LogLevel.Critical, "Workflow {Workflow} ({Hash}) is live and cannot run: {Mistakes}")]
    private partial void LogCompiledNoMore(string workflow, Bytes32 hash, string mistakes);
}

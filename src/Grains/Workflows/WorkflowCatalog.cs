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
/// registry only for what is new; a text is compiled once. No decision is made by a live set that was another longer
/// ago than <see cref="FreshFor"/>, and the wait for the registry: what is rolled back decides no more.
/// </summary>
internal sealed partial class WorkflowCatalog(
    IGrainFactory grains, CompileWorkflow compile, TimeProvider time, ILogger<WorkflowCatalog> logger) : IDisposable
{
    /// <summary>How long the live set counts as known.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    // A registry that does not answer must not hold up wallets: they decide by what is known, and try again later.
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(1), AskAgain = TimeSpan.FromSeconds(5);

    // Versions are few and small; past this something writes them in a loop, and starting over costs a compilation
    // each.
    private const int VersionsMax = 4096;

    private readonly ConcurrentDictionary<Bytes32, Workflow> _versions = new();
    private readonly SemaphoreSlim _asking = new(1);
    private volatile LiveSet _live = LiveSet.None;
    private long _staleAt;

    private IWorkflowRegistryGrain Registry => grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);

    /// <summary>The live workflows at this revision or a later one. Answers at once where it has them.</summary>
    public ValueTask<LiveSet> AtLeast(long revision)
    {
        if (_live.Revision < Math.Max(revision, 0))
            return new(Ask(revision));
        return time.GetTimestamp() < Volatile.Read(ref _staleAt) ? new(_live) : new(Renew());
    }

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
    /// The version of a workflow that decided for a wallet at an instant; null where there was none, or it does not
    /// compile any more.
    /// </summary>
    public async Task<Workflow?> VersionFor(WorkflowId id, Address wallet, DateTimeOffset at) =>
        await Registry.VersionFor(id, wallet, at) is { } version ? Compile(version) : null;

    /// <summary>What a text is, without changing anything.</summary>
    public CompileOutcome Try(WorkflowSource source) => compile(source);

    public void Dispose() => _asking.Dispose();

    private async Task<LiveSet> Renew()
    {
        try
        {
            return await Ask(_live.Revision).WaitAsync(PatienceMax, time);
        }
        catch (Exception failure)
        {
            KnownFor(AskAgain);
            LogNotRenewed(failure, _live.Revision);
            return _live;
        }
    }

    private void KnownFor(TimeSpan span) => Volatile.Write(
        ref _staleAt, time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency));

    private async Task<LiveSet> Ask(long revision)
    {
        await _asking.WaitAsync();
        try
        {
            if (_live.Revision >= revision && time.GetTimestamp() < Volatile.Read(ref _staleAt))
                return _live;
            if (await Registry.Live(_live.Revision) is { } newer)
                _live = new LiveSet(
                    newer.Revision,
                    newer.Versions.Select(Compile).OfType<Workflow>().ToImmutableSortedDictionary(w => w.Id, w => w))
                {
                    // A registry of the version before says nothing of candidates.
                    Rollouts = newer.Candidates.IsDefault
                        ? [] : [.. newer.Candidates.Select(CandidateOf).OfType<Rollout>()],
                };
            KnownFor(FreshFor);
            return _live;
        }
        finally
        {
            _asking.Release();
        }
    }

    private Rollout? CandidateOf(CandidateVersion candidate) =>
        Compile(candidate.Version) is { } workflow
            ? new Rollout(workflow, candidate.Percent, candidate.Shadow)
            : null;

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

    [LoggerMessage(
        LogLevel.Warning, "Which workflows are live could not be asked: revision {Revision} decides meanwhile.")]
    private partial void LogNotRenewed(Exception failure, long revision);

    [LoggerMessage(LogLevel.Critical, "Workflow {Workflow} ({Hash}) is live and cannot run: {Mistakes}")]
    private partial void LogCompiledNoMore(string workflow, Bytes32 hash, string mistakes);
}

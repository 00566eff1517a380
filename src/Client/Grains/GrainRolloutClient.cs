using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>Rollouts by the registry grain.</summary>
internal sealed class GrainRolloutClient(IGrainFactory grains, GrainCalls calls) : IRolloutClient
{
    private const string Whom = "The workflow registry";
    private const string SourceName = "request";

    private IWorkflowRegistryGrain Registry =>
        grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);

    public Task<ReadOutcome<RolloutState>> Read(WorkflowId id, CancellationToken cancellationToken) =>
        calls.Read<RolloutState>(
            async () => await Registry.ReadRollout(id) is { } standing
                ? new ReadOutcome<RolloutState>.Found(State(standing))
                : new ReadOutcome<RolloutState>.NotFound(NotLive(id)),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<ShadowDiff>> ReadShadow(WorkflowId id, CancellationToken cancellationToken) =>
        calls.Read<ShadowDiff>(
            async () => await Registry.ReadRollout(id) is { Candidate: { } candidate }
                ? new ReadOutcome<ShadowDiff>.Found(Diff(
                    await grains.GetGrain<IDeploymentGrain>(IDeploymentGrain.Key).ReadShadow(id, candidate)))
                : new ReadOutcome<ShadowDiff>.NotFound($"No live workflow named {id} has a candidate."),
            Whom,
            cancellationToken);

    public Task<RolloutOutcome> Set(
        WorkflowId id, RolloutRequest wanted, CancellationToken cancellationToken) => Change(
        id,
        () => Registry.RollOut(new RolloutWanted
        {
            Id = id,
            Source = wanted.Yaml is { } yaml ? new WorkflowSource(SourceName, yaml) : null,
            Version = wanted.Version,
            Percent = wanted.Percent,
            Shadow = wanted.Shadow,
        }),
        cancellationToken);

    public Task<RolloutOutcome> End(WorkflowId id, CancellationToken cancellationToken) =>
        Change(id, () => Registry.EndRollout(id), cancellationToken);

    public Task<RolloutOutcome> RollBack(WorkflowId id, Bytes32 version, CancellationToken cancellationToken) =>
        Change(id, () => Registry.RollBack(id, version), cancellationToken);

    private Task<RolloutOutcome> Change(
        WorkflowId id, Func<Task<RolloutAnswer>> change, CancellationToken cancellationToken) =>
        calls.Ask<RolloutOutcome>(
            async () => await change() switch
            {
                { Kind: RolloutAnswerKind.Done, Standing: { } standing } => new RolloutOutcome.Done(State(standing)),
                { Kind: RolloutAnswerKind.Refused, Mistakes: var mistakes } => new RolloutOutcome.Refused(mistakes),
                { Kind: RolloutAnswerKind.OwnedByFile, File: var file } => new RolloutOutcome.OwnedByFile(
                    $"The file {file} owns the workflow {id}: put the text into the file to make it live."),
                { Kind: RolloutAnswerKind.NoSuchVersion } => new RolloutOutcome.NotFound(
                    $"The workflow {id} never had this version: GET /v1/workflows/{id}/rollout lists those it had."),
                _ => new RolloutOutcome.NotFound(NotLive(id)),
            },
            reason => new RolloutOutcome.Unavailable(reason),
            Whom,
            cancellationToken);

    private static string NotLive(WorkflowId id) => $"No live workflow is named {id}.";

    private static RolloutState State(RolloutStanding standing) => new(
        standing.Live,
        standing.Candidate,
        standing.Percent,
        standing.Shadow,
        standing.Since,
        [.. standing.Versions.Select(version => new WorkflowVersionKnown(version.Hash, version.Since))]);

    private static ShadowDiff Diff(ShadowReport report) => new(
        report.Candidate,
        Totals(report.All),
        [.. report.Tiers.Select(tier => new TierTotals(tier.Tier, Totals(tier.Counts)))],
        [.. report.Samples.Select(it => new ShadowCase(it.Wallet, it.Kind, it.Live, it.Candidate))],
        report.AndMore);

    private static ShadowTotals Totals(ShadowCounts it) =>
        new(it.Gained, it.Lost, it.Otherwise, it.WalletsGaining, it.WalletsLosing);
}

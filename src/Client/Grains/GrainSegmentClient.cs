using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Grains.Interfaces;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>Segments by the deployment's grain and the wallets' own.</summary>
internal sealed class GrainSegmentClient(IGrainFactory grains, GrainCalls calls) : ISegmentClient
{
    private const string Whom = "The deployment";

    private IDeploymentGrain Deployment => grains.GetGrain<IDeploymentGrain>(IDeploymentGrain.Key);

    public Task<ReadOutcome<ImmutableArray<SegmentStanding>>> List(CancellationToken cancellationToken) =>
        calls.Read<ImmutableArray<SegmentStanding>>(
            async () => new ReadOutcome<ImmutableArray<SegmentStanding>>.Found(
            [
                .. (await Deployment.Segments()).Select(it =>
                    new SegmentStanding(new SegmentName(it.Name), it.Condition, it.Version, it.Wallets)),
            ]),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<SegmentPage>> ReadWallets(
        SegmentName segment, Address? after, int limit, CancellationToken cancellationToken) =>
        calls.Read<SegmentPage>(
            async () => await Deployment.SegmentMembers(segment.Value, after, limit) is { } members
                ? new ReadOutcome<SegmentPage>.Found(
                    new SegmentPage(members.Version, members.Wallets, members.AndMore ? members.Wallets[^1] : null))
                : new ReadOutcome<SegmentPage>.NotFound(
                    $"The deployment has no segment {segment}: GET /v1/segments lists those it has."),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<ImmutableArray<SegmentName>>> Of(Address wallet, CancellationToken cancellationToken) =>
        calls.Read<ImmutableArray<SegmentName>>(
            async () => new ReadOutcome<ImmutableArray<SegmentName>>.Found(
            [
                .. (await grains.GetGrain<IWalletGrain>(wallet.ToString()).ReadSegments())
                    .Select(it => new SegmentName(it)),
            ]),
            "The wallet",
            cancellationToken);
}

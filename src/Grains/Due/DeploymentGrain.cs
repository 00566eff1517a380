using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Shadows;
using Kwala.Grains.Wallets;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Orleans;

namespace Kwala.Grains.Due;

/// <summary>Answers for the whole deployment, from its rows and its configuration. Holds nothing.</summary>
internal sealed class DeploymentGrain(
    IHistory history, IChainFeeds feeds, ISubscriberIndex index, WalletPolicies policies) : Grain, IDeploymentGrain
{
    private const int PageMax = 500, CountMax = 10_000;

    public Task<ImmutableArray<ChainId>> Chains() =>
        Task.FromResult(feeds.Chains.Select(chain => chain.Chain).ToImmutableArray());

    public Task<HistoryItems> DeadLetters(HistoryFilter filter) => history.Items(RecordTopic.DeadLetter, null, filter);

    public Task<ShadowReport> ReadShadow(WorkflowId workflow, Bytes32 candidate) =>
        history.Report(workflow, candidate);

    public async Task<DeadLetterCount> CountDeadLetters()
    {
        var query = new HistoryQuery(HistoryTopic.DeadLetter, Limit: PageMax);
        var count = 0;
        while (count < CountMax)
        {
            var page = await history.Read(query, CancellationToken.None);
            count += page.Rows.Length;
            if (page.Next is not { } next)
                return new DeadLetterCount { Count = count, AndMore = false };
            query = query with { Cursor = next };
        }

        return new DeadLetterCount { Count = CountMax, AndMore = true };
    }

    public async Task<ImmutableArray<SegmentStanding>> Segments()
    {
        var standings = ImmutableArray.CreateBuilder<SegmentStanding>();
        foreach (var (name, condition) in policies.Segments.ByName)
        {
            var version = policies.Segments.Versions[name];
            standings.Add(new SegmentStanding
            {
                Name = name.Value,
                Condition = condition.Text,
                Version = version,
                Wallets = await index.Count(Membership.Entry(name, version), CancellationToken.None),
            });
        }

        return standings.ToImmutable();
    }

    public async Task<SegmentMembers?> SegmentMembers(string segment, Address? after, int limit)
    {
        var name = new SegmentName(segment);
        if (!policies.Segments.Versions.TryGetValue(name, out var version))
            return null;
        var entry = Membership.Entry(name, version);
        limit = Math.Clamp(limit, 1, PageMax);
        var rows = await index.Read(
            new SubscriberQuery(
                entry, entry, after is { } last ? new SubscriberRow(entry, last) : null, limit + 1),
            CancellationToken.None);
        return new SegmentMembers
        {
            Version = version,
            Wallets = [.. rows.Take(limit).Select(row => row.Wallet)],
            AndMore = rows.Length > limit,
        };
    }
}

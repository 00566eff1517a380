using System.Collections.Immutable;
using Kwala.Core.Evm;
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

/// <summary>Answers for the whole deployment, from its history and its configuration. Holds nothing.</summary>
internal sealed class DeploymentGrain(IHistory history, IChainFeeds feeds) : Grain, IDeploymentGrain
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
}

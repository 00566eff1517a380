using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>The deployment by its grains.</summary>
internal sealed class GrainDeploymentClient(IGrainFactory grains, GrainCalls calls) : IDeploymentClient
{
    private const string Whom = "The deployment";

    private IDeploymentGrain Deployment => grains.GetGrain<IDeploymentGrain>(IDeploymentGrain.Key);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadDeadLetters(
        HistoryFilter filter, CancellationToken cancellationToken) =>
        calls.Read(() => Mapping.ToPage(Deployment.DeadLetters(filter.ToGrain())), Whom, cancellationToken);

    public Task<RetryOutcome> Retry(Address wallet, string key, CancellationToken cancellationToken) =>
        calls.Ask<RetryOutcome>(
            async () => await grains.GetGrain<IWalletGrain>(wallet.ToString()).Revive(key)
                ? new RetryOutcome.Accepted()
                : new RetryOutcome.NotFound(),
            reason => new RetryOutcome.Unavailable(reason),
            "The wallet",
            cancellationToken);

    public Task<ReadOutcome<DeploymentStatus>> ReadStatus(CancellationToken cancellationToken) =>
        calls.Read<DeploymentStatus>(
            async () =>
            {
                var chains = Task.WhenAll(
                    (await Deployment.Chains()).Select(chain => ReadChain(chain, cancellationToken)));
                var letters = await Deployment.CountDeadLetters();
                return new ReadOutcome<DeploymentStatus>.Found(
                    new DeploymentStatus([.. await chains], letters.Count, letters.AndMore));
            },
            Whom,
            cancellationToken);

    // One chain whose listener is in trouble must not hide how the others are.
    private Task<ChainStatus> ReadChain(ChainId chain, CancellationToken cancellationToken) =>
        calls.Ask(
            async () => (await grains.GetGrain<IChainListenerGrain>(chain.Value).Status()).ToClient(),
            reason => new ChainStatus(chain, [], 0, reason),
            $"The listener of {chain}",
            cancellationToken);
}

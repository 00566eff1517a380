using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>The client over grains.</summary>
internal sealed class GrainKwalaClient(
    IGrainFactory grains, GrainCalls calls, IOptions<KwalaClientOptions> options) : IKwalaClient
{
    public IWalletClient Wallets { get; } = new GrainWalletClient(grains, calls, options.Value);

    public IWorkflowClient Workflows { get; } = new GrainWorkflowClient(grains, calls);

    public IRolloutClient Rollouts { get; } = new GrainRolloutClient(grains, calls);

    public ISegmentClient Segments { get; } = new GrainSegmentClient(grains, calls);

    public IDeploymentClient Deployment { get; } = new GrainDeploymentClient(grains, calls);

    public IBacktestClient Backtests { get; } = new GrainBacktestClient(grains, calls);
}

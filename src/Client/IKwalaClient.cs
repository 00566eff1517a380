namespace Kwala.Client;

/// <summary>
/// Everything that a protocol's backend may ask of a deployment. Two implementations: over grains, in the cluster or
/// its process, and over HTTP. Neither throws but on cancellation: what goes wrong is a case of the outcome.
/// </summary>
public interface IKwalaClient
{
    /// <summary>What one wallet's owner chose, was told and was not told.</summary>
    IWalletClient Wallets { get; }

    /// <summary>The workflows of the deployment.</summary>
    IWorkflowClient Workflows { get; }

    /// <summary>Which version of a workflow decides for whom.</summary>
    IRolloutClient Rollouts { get; }

    /// <summary>Which wallets belong to which segment.</summary>
    ISegmentClient Segments { get; }

    /// <summary>Dead letters and how far each chain is followed.</summary>
    IDeploymentClient Deployment { get; }

    /// <summary>What a workflow would have told on past blocks.</summary>
    IBacktestClient Backtests { get; }
}

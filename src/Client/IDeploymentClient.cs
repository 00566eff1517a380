using Kwala.Core.Evm;

namespace Kwala.Client;

/// <summary>What the operator of a deployment watches.</summary>
public interface IDeploymentClient
{
    /// <summary>Deliveries that were given up, over all wallets, newest first.</summary>
    Task<ReadOutcome<Page<HistoryEntry>>> ReadDeadLetters(HistoryFilter filter, CancellationToken cancellationToken);

    /// <summary>Sends a dead letter once more; it leaves the list.</summary>
    Task<RetryOutcome> Retry(Address wallet, string key, CancellationToken cancellationToken);

    /// <summary>How far each configured chain is followed, and how many dead letters wait.</summary>
    Task<ReadOutcome<DeploymentStatus>> ReadStatus(CancellationToken cancellationToken);
}

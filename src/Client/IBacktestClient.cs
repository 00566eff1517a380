namespace Kwala.Client;

/// <summary>Backtests over past blocks: nothing is sent and nothing is stored.</summary>
public interface IBacktestClient
{
    /// <summary>Starts one. Asking the same while it runs starts nothing more.</summary>
    Task<BacktestOutcome> Start(BacktestQuestion question, CancellationToken cancellationToken);

    /// <summary>How one stands. Not found also where the process that ran it has ended.</summary>
    Task<ReadOutcome<BacktestStanding>> Read(string id, CancellationToken cancellationToken);

    /// <summary>Ends one and forgets it. True where there was one.</summary>
    Task<ReadOutcome<bool>> Cancel(string id, CancellationToken cancellationToken);
}

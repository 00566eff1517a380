using Kwala.Grains.Interfaces.Backtests;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// The backtests of a deployment: they run beside the grain, on its silo, and nothing of them is stored. The key is
/// <see cref="Key"/>.
/// </summary>
[Alias("kwala.IBacktestsGrain")]
public interface IBacktestsGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "backtests";

    /// <summary>How many may run at a time.</summary>
    const int RunningMax = 2;

    /// <summary>The most blocks of one backtest.</summary>
    const long BlocksMax = 5_000_000;

    /// <summary>
    /// Starts one. The same question has the same id: while it runs it is not started again.
    /// </summary>
    [Alias("Start")]
    Task<BacktestStart> Start(BacktestAsked asked);

    /// <summary>How one stands; null where there is none of this id, also after its silo ended.</summary>
    [Alias("Read")]
    [AlwaysInterleave]
    Task<BacktestStatus?> Read(string id);

    /// <summary>Ends one and forgets it. False where there is none of this id.</summary>
    [Alias("Cancel")]
    Task<bool> Cancel(string id);
}

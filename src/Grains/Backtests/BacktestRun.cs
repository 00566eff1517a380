using Kwala.Grains.Interfaces.Backtests;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>One backtest under way, and afterwards what came of it. Its progress may be read from any thread.</summary>
internal sealed class BacktestRun : IDisposable
{
    // What one wallet after the other was told is kept in memory until the end.
    private const long LogsMax = 5_000_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Task<bool> _work;
    private volatile BacktestStatus _status;
    private DateTimeOffset _endedAt;

    /// <summary>Starts it.</summary>
    public BacktestRun(string id, Backtest backtest, IPastLogs past, OffTurn offTurn)
    {
        (_time, _endedAt) = (offTurn.Time, offTurn.Time.GetUtcNow());
        _status = new BacktestStatus { Id = id, State = BacktestState.Running };
        var stopped = _stop.Token;
        _work = offTurn.Run(() => Run(backtest, past, stopped));
    }

    /// <summary>How it stands. What nobody foresaw is a failure like another, and is not hidden.</summary>
    public BacktestStatus Status => _work.Exception is { InnerException: var broken }
        ? Failed($"It broke off: {broken?.Message}")
        : _status;

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt => _work.IsCompleted ? _endedAt : null;

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<bool> Run(Backtest backtest, IPastLogs past, CancellationToken stopped)
    {
        try
        {
            End((await backtest.Run(past, Tell, stopped)).Match(
                report => _status with
                {
                    State = BacktestState.Finished,
                    Share = 1,
                    Trouble = null,
                    Report = BacktestJson.Of(report).ToJsonString(),
                },
                Failed));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            End(Failed(_status.Logs > LogsMax
                ? $"More than {LogsMax} logs: take fewer blocks, or name the contract."
                : "It was stopped."));
        }

        return true;
    }

    private void Tell(BacktestProgress progress)
    {
        _status = _status with
        {
            Share = progress.Share ?? _status.Share,
            Block = progress.Block,
            Logs = progress.Logs,
            Trouble = progress.Waiting,
        };
        if (progress.Logs > LogsMax)
            _stop.Cancel();
    }

    private BacktestStatus Failed(string reason) =>
        _status with { State = BacktestState.Failed, Trouble = reason };

    private void End(BacktestStatus status)
    {
        _endedAt = _time.GetUtcNow();
        _status = status;
    }
}

using Kwala.Ports.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Storage;

/// <summary>Opens the store with the host, so that a wrong one stops the start; drops old history hourly.</summary>
/// <param name="store">What is open, for people.</param>
/// <param name="dropOld">Drops what is past the retention, and says how many rows.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it logs.</param>
internal sealed partial class Housekeeping(
    string store, Func<CancellationToken, Task<long>> dropOld, TimeProvider time, ILogger<Housekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogOpened(log, store);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var dropped = await dropOld(stoppingToken);
                if (dropped > 0)
                    LogDropped(log, dropped);
            }
            catch (StorageException e)
            {
                LogFailed(log, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The store {Store} is open.")]
    private static partial void LogOpened(ILogger log, string store);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Rows} rows of history were past the retention and are gone.")]
    private static partial void LogDropped(ILogger log, long rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old history could not be dropped; next attempt in an hour.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}

using Kwala.Ports.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Storage.Sqlite;

/// <summary>Opens the store with the host, so that a wrong file stops the start; drops old history hourly.</summary>
internal sealed partial class SqliteHousekeeping(
    SqliteStore store, HistoryRetention retention, TimeProvider time, ILogger<SqliteHousekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogOpened(log, store.Options.Path, store.Options.Synchronous);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var dropped = await retention.DropOld(stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "The store {Path} is open (synchronous: {Synchronous}).")]
    private static partial void LogOpened(ILogger log, string path, SqliteSynchronous synchronous);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Rows} rows of history were past the retention and are gone.")]
    private static partial void LogDropped(ILogger log, long rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old history could not be dropped; next attempt in an hour.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}

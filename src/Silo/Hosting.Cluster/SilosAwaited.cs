using Orleans;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>
/// A client that starts before its silos waits for them: processes of one deployment start in any order.
/// </summary>
internal sealed partial class SilosAwaited(TimeProvider time, ILogger<SilosAwaited> logger)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogAwaited(exception.Message);
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "No silo answers yet; asked again in two seconds: {Obstacle}")]
    private partial void LogAwaited(string obstacle);
}

namespace Kwala.Client.Http;

/// <summary>The attempts at one request: counts those that failed and waits before the next.</summary>
/// <param name="options">How often, and how long at most.</param>
/// <param name="time">Drives the pauses.</param>
/// <param name="random">From 0 to 1.</param>
internal sealed class Attempts(KwalaHttpOptions options, TimeProvider time, Func<double> random)
{
    private int _failed;

    /// <summary>
    /// Whether an attempt was made before the present one. It may have been carried out without an answer.
    /// </summary>
    public bool Repeated { get; private set; }

    /// <summary>Ends when it is time to try again; false where it is not tried again.</summary>
    public async Task<bool> Again(HttpAnswer.None failure, CancellationToken cancellationToken)
    {
        if (RetryPause.Before(_failed, failure, options.Retries, options.PauseMax, random()) is not { } pause)
            return false;
        _failed++;
        Repeated = true;
        await Task.Delay(pause, time, cancellationToken);
        return true;
    }

    /// <summary>Something was achieved: what fails from now on has all its attempts again.</summary>
    public void Restart() => _failed = 0;
}

namespace Kwala.Client.Http;

/// <summary>Whether, and after which pause, a request is sent again.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Null where it is not sent again. Where the deployment asked for a time, that time and up to a quarter more, so
    /// that many backends that were refused together do not return together; else full jitter, from zero to a limit
    /// that doubles per attempt.
    /// </summary>
    /// <param name="failedBefore">How many attempts failed before this one.</param>
    /// <param name="failure">How this one failed.</param>
    /// <param name="retries">How often at most it is sent again.</param>
    /// <param name="longest">The longest pause.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan? Before(
        int failedBefore, HttpAnswer.None failure, int retries, TimeSpan longest, double random)
    {
        if (!failure.IsTransient || failedBefore >= retries || failure.RetryAfter > longest)
            return null;
        var jitter = Math.Clamp(random, 0, 1);
        if (failure.RetryAfter is { } asked)
            return Shorter(asked + (jitter * 0.25 * asked), longest);
        return jitter * Shorter(First * Math.Pow(2, Math.Clamp(failedBefore, 0, 30)), longest);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

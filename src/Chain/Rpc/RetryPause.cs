namespace Kwala.Chain.Rpc;

/// <summary>How long to wait before an attempt is repeated.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Full jitter: anything from zero to a limit that doubles per attempt (0 is the first), so that many clients
    /// of one node that fell do not return in step; never sooner than the node asked for, within reason.
    /// <paramref name="random"/> is from 0 to 1.
    /// </summary>
    public static TimeSpan Before(int attempt, RpcFailure? failure, double random)
    {
        var limit = Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Clamp(attempt, 0, 30)));
        var pause = TimeSpan.FromTicks((long)(limit * Math.Clamp(random, 0, 1)));
        var asked = failure is RpcFailure.HttpStatus { RetryAfter: { } after } ? after : TimeSpan.Zero;
        return asked <= pause ? pause : asked < Longest ? asked : Longest;
    }
}

namespace Kwala.Channels.Tiers;

/// <summary>
/// How long a backend that failed is left alone: twice as long with each failure in a row, from a second to five
/// minutes, shared by all who ask. Waits for nobody itself.
/// </summary>
internal sealed class TierRest
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private int _failures;

    /// <summary>How long to wait before the next question; zero for not at all.</summary>
    public TimeSpan Left(DateTimeOffset now)
    {
        lock (_gate)
            return _until > now ? _until - now : TimeSpan.Zero;
    }

    /// <summary>A question failed. True where it is the first in a row.</summary>
    /// <param name="asked">When it was asked: of those that were under way together one counts.</param>
    /// <param name="now">The present.</param>
    /// <param name="retryAfter">What the backend asked for; null for nothing.</param>
    /// <param name="jitter">From 0 to 1: shortens the rest by up to half.</param>
    public bool Failed(DateTimeOffset asked, DateTimeOffset now, TimeSpan? retryAfter, double jitter)
    {
        lock (_gate)
        {
            if (asked < _until)
                return false;
            var full = TimeSpan.FromTicks(
                (long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(_failures, 30))));
            var pause = full - (full * (jitter / 2));
            _until = now + (retryAfter > pause ? (retryAfter < Longest ? retryAfter.Value : Longest) : pause);
            return _failures++ == 0;
        }
    }

    /// <summary>A question was answered. True where the one before failed.</summary>
    public bool Answered()
    {
        lock (_gate)
        {
            var failed = _failures > 0;
            (_failures, _until) = (0, DateTimeOffset.MinValue);
            return failed;
        }
    }
}

using System.Threading.RateLimiting;

namespace Kwala.Web.Limits;

/// <summary>
/// A token bucket on the deployment's clock: it starts full, every request takes one token, and tokens come back
/// evenly. Nobody waits in it. (The framework's own bucket reads the machine's clock and cannot be given another.)
/// </summary>
/// <param name="size">Tokens that it holds at most.</param>
/// <param name="refill">How long a token takes to come back.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(int size, TimeSpan refill, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    // When the bucket is full again. The tokens follow from it, so that nothing has to be counted as time goes by.
    private TimeSpan _fullAt;

    /// <summary>Null while tokens are missing: a bucket that is dropped comes back full.</summary>
    public override TimeSpan? IdleDuration
    {
        get { lock (_lock) return Now is var now && now >= _fullAt ? now - _fullAt : null; }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    private TimeSpan Now => time.GetElapsedTime(_start);

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = Now;
            var fullAt = (_fullAt > now ? _fullAt : now) + (permitCount * refill);
            var tooEarly = fullAt - now - (size * refill);
            if (tooEarly > TimeSpan.Zero)
                return new Lease(tooEarly);
            _fullAt = fullAt;
            return new Lease(null);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    /// <param name="wait">When to come back; null for a request that is let through.</param>
    private sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = wait;
            return wait is not null && metadataName == MetadataName.RetryAfter.Name;
        }
    }
}

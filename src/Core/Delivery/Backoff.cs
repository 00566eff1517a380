using Kwala.Core.Evm;
using Kwala.Core.Wallets;

namespace Kwala.Core.Delivery;

/// <summary>How long to wait between attempts. Arithmetic only; who waits is elsewhere.</summary>
public static class Backoff
{
    /// <summary>
    /// The delay after a failed attempt: twice as long each time up to the longest, then shortened by up to half. By
    /// how
    /// much depends on key and attempt alone, so that many wallets spread out and every process agrees.
    /// </summary>
    /// <param name="retry">The policy.</param>
    /// <param name="key">The delivery.</param>
    /// <param name="attempts">How many attempts have ended, from 1.</param>
    public static TimeSpan Delay(RetryPolicy retry, DeliveryKey key, int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var full = retry.First;
        for (var n = 1; n < attempts && full < retry.Longest; n++)
            full = full > retry.Longest / 2 ? retry.Longest : full * 2;
        if (full > retry.Longest)
            full = retry.Longest;
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        key.Value.CopyTo(bytes);
        return full - (full * (bytes[attempts % Bytes32.Size] / 510.0));
    }
}

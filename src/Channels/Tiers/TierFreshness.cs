using System.Net.Http.Headers;
using Kwala.Core.Evm;

namespace Kwala.Channels.Tiers;

/// <summary>How long there is no need to ask again about a wallet. Arithmetic only.</summary>
internal static class TierFreshness
{
    /// <summary>Nobody is asked about a wallet more often, whatever the answer says.</summary>
    public static readonly TimeSpan AgeMin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What the answer allows (RFC 9111: max-age less Age; no-store and no-cache for nothing), within a minute and
    /// <paramref name="most"/>, where it says nothing that; shortened by up to a tenth by the wallet, so that those
    /// that were asked about together spread out.
    /// </summary>
    public static TimeSpan Of(CacheControlHeaderValue? says, TimeSpan? age, TimeSpan most, Address wallet)
    {
        var allowed = says switch
        {
            { NoStore: true } or { NoCache: true } => TimeSpan.Zero,
            { MaxAge: { } seconds } => seconds - (age ?? TimeSpan.Zero),
            _ => most,
        };
        var bounded = TimeSpan.FromTicks(Math.Clamp(allowed.Ticks, AgeMin.Ticks, most.Ticks));
        return bounded - (bounded * (JitterOf(wallet) / 10));
    }

    /// <summary>From 0 to 1, the same for a wallet everywhere.</summary>
    public static double JitterOf(Address wallet)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes[^1] / 255.0;
    }
}

namespace Kwala.Core.Wallets.Attention;

/// <summary>What a deployment sets where an owner chose nothing.</summary>
/// <param name="Zone">IANA time zone.</param>
/// <param name="PerDay">The most notifications in a local day; null for no limit.</param>
/// <param name="PerWeek">The most in seven local days in a row; null for no limit.</param>
/// <param name="Digest">When the digest is sent.</param>
public sealed record AttentionPolicy(string Zone, int? PerDay, int? PerWeek, DigestSchedule Digest)
{
    /// <summary>UTC, no budget, a digest every day at nine.</summary>
    public static AttentionPolicy Default { get; } = new("Etc/UTC", null, null, DigestSchedule.Default);
}

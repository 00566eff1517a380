using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>What the team's backend last said of a wallet's tier. The owner's own choice goes before it.</summary>
/// <param name="Tier">The tier, which no workflow has to have; null where it has none for the wallet.</param>
/// <param name="ETag">The tag of that answer, to ask whether it still holds; null for none.</param>
/// <param name="At">When it last said so, as it is stored.</param>
/// <param name="FreshUntil">It is not asked again before.</param>
public sealed record TeamTier(TierName? Tier, string? ETag, DateTimeOffset At, DateTimeOffset FreshUntil)
{
    /// <summary>When it last said the same again, where that is known in memory alone; null for not.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When it last said so, as far as is known.</summary>
    public DateTimeOffset HeardAt => ConfirmedAt ?? At;

    /// <summary>A longer tag, as it is stored, is not kept: everything in a wallet's record is bounded.</summary>
    public const int ETagBytesMax = 96;

    /// <summary>The tag, if it is short enough to be kept.</summary>
    public static string? Kept(string? etag) => RecordSize.OfText(etag) <= ETagBytesMax ? etag : null;
}

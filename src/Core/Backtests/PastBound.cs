using System.Globalization;

namespace Kwala.Core.Backtests;

/// <summary>Where a part of a chain's past begins or ends: at a block, or at an instant.</summary>
public readonly record struct PastBound
{
    /// <summary>What people may write, in words.</summary>
    public const string Advice =
        "give a block's number, a date such as 2026-05-01 or 2026-05-01T12:00Z (UTC), or how long ago, such as 90d";

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"];

    private static readonly TimeSpan AgoMax = TimeSpan.FromDays(36_500);

    private PastBound(long block, DateTimeOffset? at) => (Block, At) = (block, at);

    /// <summary>The block, from 0; of no meaning where there is an instant.</summary>
    public long Block { get; }

    /// <summary>The instant; null for a block.</summary>
    public DateTimeOffset? At { get; }

    /// <summary>At a block.</summary>
    public static PastBound OfBlock(long block) => new(block, null);

    /// <summary>At an instant.</summary>
    public static PastBound OfTime(DateTimeOffset at) => new(0, at);

    /// <summary>Reads what people write, see <see cref="Advice"/>; null for anything else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">What "ago" is counted from.</param>
    public static PastBound? Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var block))
            return OfBlock(block);
        return ParseTime(text) is { } at ? OfTime(at) : Ago(text) is { } ago ? OfTime(now - ago) : null;
    }

    /// <summary>
    /// A date or an instant of ISO 8601, in UTC where no offset says otherwise; null for anything else.
    /// </summary>
    public static DateTimeOffset? ParseTime(string text) => DateTimeOffset.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        ? at
        : null;

    /// <summary>
    /// Whether nothing can lie from one to the other, whatever the chain: the last comes before the first.
    /// </summary>
    public static bool IsEmpty(PastBound from, PastBound? to) => to is { } last && (from.At, last.At) switch
    {
        (null, null) => last.Block < from.Block,
        ({ } first, { } end) => end <= first,
        _ => false,
    };

    /// <inheritdoc/>
    public override string ToString() => At is { } at
        ? at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : Block.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan? Ago(string text)
    {
        TimeSpan? unit = text is [.., var letter] ? letter switch
        {
            'd' => TimeSpan.FromDays(1),
            'h' => TimeSpan.FromHours(1),
            'm' => TimeSpan.FromMinutes(1),
            _ => null,
        } : null;
        return unit is { } known
            && int.TryParse(text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= AgoMax / known
                ? known * count
                : null;
    }
}

using System.Collections.Immutable;
using Kwala.Core.Numerics;

namespace Kwala.Core.Workflows;

/// <summary>
/// A line that a value may cross. At least one side is set: below it, above it, or outside a band. A value equal to a
/// side has not crossed it; an infinite value compares like a number; an undefined value crosses nothing (decision 16).
/// </summary>
/// <param name="Low">Crossed by a smaller value; null for no lower side.</param>
/// <param name="High">Crossed by a greater value; null for no upper side.</param>
public sealed record Threshold(Rational? Low, Rational? High)
{
    /// <summary>A threshold that smaller values cross.</summary>
    public static Threshold Below(Rational low) => new(low, null);

    /// <summary>A threshold that greater values cross.</summary>
    public static Threshold Above(Rational high) => new(null, high);

    /// <summary>Whether the value lies beyond the line.</summary>
    public bool IsCrossedBy(Rational value) =>
        (Low is { } low && value < low) || (High is { } high && value > high);

    /// <summary>Whether it has the sides that a workflow alerts on; a band must not be empty.</summary>
    public bool Fits(AlertSide side) => side switch
    {
        AlertSide.Below => Low is { IsUndefined: false } && High is null,
        AlertSide.Above => High is { IsUndefined: false } && Low is null,
        _ => Low is { } low && High is { } high && low <= high,
    };

    /// <summary>Such as <c>&lt; 1.1</c>, <c>&gt; 0.05</c> or <c>outside 0.95..1.05</c>.</summary>
    public override string ToString() => (Low, High) switch
    {
        ({ } low, { } high) => $"outside {low.ToDecimalString(6)}..{high.ToDecimalString(6)}",
        ({ } low, null) => $"< {low.ToDecimalString(6)}",
        (null, { } high) => $"> {high.ToDecimalString(6)}",
        _ => "none",
    };
}

/// <summary>
/// The severity levels of one tier, from the mildest to the deepest: level 0 is crossed first. One to eight thresholds
/// with the same sides, each strictly beyond the one before.
/// </summary>
/// <param name="Thresholds">The levels.</param>
public sealed record Levels(ImmutableArray<Threshold> Thresholds)
{
    /// <summary>By content.</summary>
    public bool Equals(Levels? other) => other is not null && Thresholds.SequenceEqual(other.Thresholds);

    /// <inheritdoc/>
    public override int GetHashCode() => Thresholds[0].GetHashCode();

    /// <summary>The deepest level that the value crosses, or null where it crosses none.</summary>
    public int? DeepestCrossedBy(Rational value)
    {
        // From the mildest: a value that crosses none, the usual case, costs one comparison.
        var crossed = 0;
        while (crossed < Thresholds.Length && Thresholds[crossed].IsCrossedBy(value))
            crossed++;
        return crossed == 0 ? null : crossed - 1;
    }
}

/// <summary>How far a value must come back past a threshold before the crossing counts as over (hysteresis).</summary>
public abstract record Rearm
{
    private Rearm()
    {
    }

    /// <summary>
    /// The threshold that closes an episode: the crossed one, moved away from the alert side by the margin. Within a
    /// band the margin is at most a quarter of its width, so that the inner half always closes.
    /// </summary>
    /// <param name="threshold">The threshold that was crossed.</param>
    public Threshold Around(Threshold threshold)
    {
        var fromLow = threshold.Low is { } low ? MarginOf(low) : Rational.Zero;
        var fromHigh = threshold.High is { } high ? MarginOf(high) : Rational.Zero;
        if (threshold is { Low: { } bottom, High: { } top })
        {
            var most = (top - bottom) / 4;
            (fromLow, fromHigh) = (Rational.Min(fromLow, most), Rational.Min(fromHigh, most));
        }

        return new Threshold(threshold.Low + fromLow, threshold.High - fromHigh);
    }

    /// <summary>How far from a side of a threshold the value must come back.</summary>
    protected abstract Rational MarginOf(Rational side);

    /// <summary>A margin in the value's own unit.</summary>
    /// <param name="Margin">Zero or more.</param>
    public sealed record Absolute(Rational Margin) : Rearm
    {
        /// <inheritdoc/>
        protected override Rational MarginOf(Rational side) => Margin;
    }

    /// <summary>A margin relative to the wallet's own threshold (5 % is 1/20).</summary>
    /// <param name="Fraction">Zero or more.</param>
    public sealed record Relative(Rational Fraction) : Rearm
    {
        /// <inheritdoc/>
        protected override Rational MarginOf(Rational side) => Rational.Abs(side) * Fraction;
    }
}

/// <summary>On which side of a threshold a workflow alerts.</summary>
public enum AlertSide
{
    /// <summary>When the value falls below.</summary>
    Below,

    /// <summary>When the value rises above.</summary>
    Above,

    /// <summary>When the value leaves a band, on either side.</summary>
    Either,
}

/// <summary>
/// What a workflow compares with: levels by tier, the tier of wallets that chose none, and the way back.
/// </summary>
/// <param name="Side">The side that alerts; a wallet's own threshold has this form too.</param>
/// <param name="Tiers">Levels by tier; not empty.</param>
/// <param name="DefaultTier">The tier of a wallet that never set one; a key of <paramref name="Tiers"/>.</param>
/// <param name="Rearm">How an episode closes.</param>
public sealed record ThresholdRule(
    AlertSide Side,
    ImmutableSortedDictionary<TierName, Levels> Tiers,
    TierName DefaultTier,
    Rearm Rearm)
{
    /// <summary>
    /// Only a crossing is told, seen from the other side to this one: never the first value of a position, nor a line
    /// that was moved past it.
    /// </summary>
    public bool OnlyCrossings { get; init; }

    /// <summary>
    /// An episode stays open until the value comes back. False where each log beyond the line is news by itself, such
    /// as a transfer: an episode of its own, which is over at once. Such logs decide once; no later value of the
    /// position, and no line that moves, says anything of them.
    /// </summary>
    public bool Latches { get; init; } = true;

    /// <summary>
    /// The log itself is the news: its value is 1, which crosses; a log that ends it has <see cref="Ending.Value"/>. It
    /// is told when it comes or not at all; an owner who chooses anew hears nothing of older ones.
    /// </summary>
    public bool IsOccurrence { get; init; }

    /// <summary>A rule for logs that are news by themselves.</summary>
    public static ThresholdRule Occurrence { get; } = new(
        AlertSide.Above,
        ImmutableSortedDictionary<TierName, Levels>.Empty.Add(
            TierName.Standard, new Levels([Threshold.Above(Rational.Zero)])),
        TierName.Standard,
        new Rearm.Absolute(Rational.Zero))
    {
        IsOccurrence = true,
    };

    /// <summary>The change that is compared instead of the value; null for the value itself.</summary>
    public ChangeRule? Change { get; init; }

    /// <summary>Whether past values of a position have to be remembered.</summary>
    public bool Remembers => OnlyCrossings || Change is not null;
}

using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// Sorts alerts of a kind into few buckets by how much they are about, so that small ones are learned apart from large
/// ones.
/// </summary>
public static class Magnitude
{
    /// <summary>No more buckets than this.</summary>
    public const int BucketsMax = 8;

    // About one more on a log scale each, and fine near the threshold, where most alerts lie.
    private static readonly ImmutableArray<Rational> Times = [Rational.Of(5, 4), 2, 5];

    /// <summary>
    /// By how many times a value lies beyond a threshold's crossed side: less than 1.25 times, 2 times, 5 times, more.
    /// A side of zero, or of another sign than the value, is as far as can be.
    /// </summary>
    public static int Beyond(Threshold line, Rational value)
    {
        ArgumentNullException.ThrowIfNull(line);
        var side = line is { High: { } high } && value > high ? high : line.Low ?? line.High ?? Rational.Zero;
        if (side.Sign * value.Sign <= 0 || !value.IsFinite)
            return Times.Length;
        var times = value / side;
        return Of(times < Rational.One ? side / value : times, Times);
    }

    /// <summary>By the edges that a workflow states: how many of them are at or below the value.</summary>
    /// <param name="value">
    /// How much it is about, in the workflow's own unit; undefined counts as much as can be.
    /// </param>
    /// <param name="edges">Growing; at most <see cref="BucketsMax"/> - 1.</param>
    public static int Of(Rational value, ImmutableArray<Rational> edges)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(edges.Length, BucketsMax);
        var bucket = 0;
        while (bucket < edges.Length && !(value < edges[bucket]))
            bucket++;
        return bucket;
    }

    /// <summary>A bucket of <see cref="Beyond"/> in words: "up to twice the threshold".</summary>
    public static string NameOf(int bucket) => bucket switch
    {
        0 => "just beyond the threshold",
        1 => "up to twice the threshold",
        2 => "up to five times the threshold",
        _ => "more than five times the threshold",
    };

    /// <summary>A bucket of <see cref="Of"/> in words: "under 5", "from 5 to 10".</summary>
    public static string NameOf(int bucket, ImmutableArray<Rational> edges) =>
        edges.IsEmpty ? "of any size"
        : bucket <= 0 ? $"under {Text(edges[0])}"
        : bucket >= edges.Length ? $"of {Text(edges[^1])} or more"
        : $"from {Text(edges[bucket - 1])} to {Text(edges[bucket])}";

    private static string Text(Rational edge) => edge.ToDecimalString(6);
}

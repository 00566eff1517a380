using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What is remembered of a position's past values: bounded, and to twelve digits, which no change that matters needs.
/// </summary>
/// <param name="Last">The newest value, in force until another comes.</param>
/// <param name="At">Its block's time in seconds since 1970.</param>
/// <param name="Spans">
/// Of a sliding window the lowest and the highest value of each span, oldest first; of a fixed one the value that it
/// began with. Empty where only crossings matter.
/// </param>
public sealed record PastValues(Rational Last, long At, ImmutableArray<PastSpan> Spans)
{
    private const int DigitsKept = 12;
    private const int BitsExact = 80;

    /// <summary>How far a value has moved, and from where; null where nothing is known to compare with.</summary>
    /// <param name="past">What is remembered; null for nothing.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">Its block's time.</param>
    /// <param name="rule">What is asked.</param>
    /// <param name="side">Up alone, down alone, or whichever is farther.</param>
    public static Moved? MoveOf(
        PastValues? past, Rational value, DateTimeOffset at, ChangeRule rule, AlertSide side)
    {
        if (past is null || value.IsUndefined)
            return null;
        var span = SpanOf(at, rule);
        if (!rule.IsSliding)
            return Move(past.Spans is [var begun] && begun.Index == span ? begun.Low : past.Last, value, rule);
        var (low, high) = (past.Last, past.Last);
        foreach (var one in past.Spans)
            if (one.Index >= span - ChangeRule.Spans)
                (low, high) = (Rational.Min(low, one.Low), Rational.Max(high, one.High));
        var (up, down) = (Move(low, value, rule), Move(high, value, rule));
        return side switch
        {
            AlertSide.Above => up,
            AlertSide.Below => down,
            _ when down.Change.IsUndefined => up,
            _ => Rational.Abs(up.Change) >= Rational.Abs(down.Change) ? up : down,
        };
    }

    /// <summary>What is remembered after a value; the same where that is nothing new.</summary>
    public static PastValues? After(PastValues? past, Rational value, DateTimeOffset at, ThresholdRule rule)
    {
        if (!value.IsFinite || (rule.Change is null && past is not null))
            return past;
        var (kept, time) = (Kept(value), at.ToUnixTimeSeconds());
        if (rule.Change is not { } change)
            return new PastValues(kept, time, []);
        var span = SpanOf(at, change);
        if (past is null)
            return new PastValues(kept, time, [new PastSpan(span, kept, kept)]);
        var spans = change.IsSliding ? Slid(past, kept, span)
            : past.Spans is [var begun] && begun.Index == span ? past.Spans
            : [new PastSpan(span, past.Last, past.Last)];
        return kept == past.Last && spans.AsSpan().SequenceEqual(past.Spans.AsSpan())
            ? past
            : new PastValues(kept, time, spans);
    }

    // The value before was in force until now: it belongs to this span as well.
    private static ImmutableArray<PastSpan> Slid(PastValues past, Rational value, long span)
    {
        var spans = past.Spans.RemoveAll(it => it.Index < span - ChangeRule.Spans || it.Index > span);
        var (low, high) = (Rational.Min(past.Last, value), Rational.Max(past.Last, value));
        return spans is [.., var newest] && newest.Index == span
            ? spans.SetItem(
                spans.Length - 1,
                new PastSpan(span, Rational.Min(newest.Low, low), Rational.Max(newest.High, high)))
            : spans.Add(new PastSpan(span, low, high));
    }

    private static Moved Move(Rational from, Rational to, ChangeRule rule) => new(
        from, to, rule.IsRelative ? (to - from) / Rational.Abs(from) * 100 : to - from);

    private static long SpanOf(DateTimeOffset at, ChangeRule rule) => at.ToUnixTimeSeconds() / rule.SpanSeconds;

    /// <summary>A finite value to twelve digits.</summary>
    internal static Rational Kept(Rational value)
    {
        var reduced = value.Reduced();
        var (above, below) = (reduced.Numerator.GetBitLength(), reduced.Denominator.GetBitLength());
        if (above + below <= BitsExact)
            return reduced;
        var decimals = DigitsKept - (int)((above - below) * 30103 / 100000);
        var scale = BigInteger.Pow(10, Math.Min(Math.Abs(decimals), 600));
        return decimals >= 0
            ? Rational.Of(reduced.Numerator * scale / reduced.Denominator, scale).Reduced()
            : Rational.FromBigInteger(reduced.Numerator / (reduced.Denominator * scale) * scale);
    }
}

/// <summary>The values of a part of a window.</summary>
/// <param name="Index">Which part: its first second since 1970 by its length.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
public readonly record struct PastSpan(long Index, Rational Low, Rational High);

/// <summary>How far a value moved.</summary>
/// <param name="From">From where.</param>
/// <param name="To">To where: the present value.</param>
/// <param name="Change">In percent or in the value's unit; negative for down.</param>
public sealed record Moved(Rational From, Rational To, Rational Change);

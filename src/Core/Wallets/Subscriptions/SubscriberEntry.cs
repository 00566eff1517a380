using System.Globalization;
using System.Numerics;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Subscriptions;

/// <summary>
/// The entries of the subscriber index: text of a-z, 0-9, hyphen and comma, at most 140 characters, by whose ordinal
/// order the index is sorted. Lines of one workflow and position lie in the order of their numbers.
/// </summary>
public static class SubscriberEntry
{
    private const int ExponentMin = -8191, MantissaBits = 48;
    private const ulong Zero = 1UL << 63;

    /// <summary>The longest category, in characters of a-z, 0-9 and hyphen.</summary>
    public const int CategoryLengthMax = 64;

    /// <summary>Of every subscriber of a workflow.</summary>
    public static string Subscribed(WorkflowId workflow) => $"{workflow},s";

    /// <summary>Of a subscriber that wants to be told the present values.</summary>
    public static string Asking(WorkflowId workflow) => $"{workflow},q";

    /// <summary>Of a subscriber of a category; the empty one for whoever wants all.</summary>
    public static string Category(WorkflowId workflow, string category) => $"{workflow},c,{category}";

    /// <summary>Of a subscriber for whom something may change where a value passes this number.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="subject">At this position alone; null for any.</param>
    /// <param name="line">The number.</param>
    public static string Line(WorkflowId workflow, SubjectKey? subject, Rational line) => string.Create(
        CultureInfo.InvariantCulture, $"{workflow},l,{Short(subject)},{Rank(line):x16}");

    /// <summary>Of a wallet whose position is read again when the workflow's movement clock has come so far.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="due">The clock; not negative.</param>
    public static string Moved(WorkflowId workflow, long due) => string.Create(
        CultureInfo.InvariantCulture, $"{workflow},m,{due:x16}");

    /// <summary>The clock of such an entry.</summary>
    public static long DueOf(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return long.Parse(
            entry.AsSpan(entry.Length - 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Keeps the order of numbers: never greater for a smaller one. Numbers that differ only behind the 14th digit may
    /// have the same rank. An undefined number has none.
    /// </summary>
    public static ulong Rank(Rational value)
    {
        if (value.IsUndefined)
            throw new ArgumentException("An undefined number lies nowhere.", nameof(value));
        if (value.IsInfinite)
            return value.Sign > 0 ? ulong.MaxValue : 0;
        if (value.Sign == 0)
            return Zero;
        var (above, below) = (BigInteger.Abs(value.Numerator), value.Denominator);
        // |value| = mantissa * 2^exponent / 2^48, with the mantissa from 2^48 to below 2^49, rounded down.
        var exponent = (int)(above.GetBitLength() - below.GetBitLength());
        if ((exponent >= 0 ? above : above << -exponent) < (exponent >= 0 ? below << exponent : below))
            exponent--;
        var shift = MantissaBits - exponent;
        var mantissa = (ulong)(shift >= 0 ? (above << shift) / below : above / (below << -shift));
        var size = ((ulong)(exponent - ExponentMin) << MantissaBits) + (mantissa - (1UL << MantissaBits));
        return value.Sign > 0 ? Zero + 1 + size : Zero - 1 - size;
    }

    // Two positions that share it cost a call in vain.
    private static string Short(SubjectKey? subject) =>
        subject is { } key ? Keccak256.Hash(Encoding.UTF8.GetBytes(key.Value)).ToString()[2..18] : "";
}

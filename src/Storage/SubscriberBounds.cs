using Kwala.Ports.Storage;

namespace Kwala.Storage;

/// <summary>What every store holds the subscriber index to, before it can fail a transaction.</summary>
internal static class SubscriberBounds
{
    private const int LimitMax = 10_000;

    /// <summary>Refuses entries that are out of bounds.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    public static void Check(CommitRows? rows)
    {
        foreach (var part in rows?.Index ?? [])
            foreach (var entry in part.Entries)
            {
                Check(entry);
                if (!part.Has(entry))
                    throw new ArgumentException("An entry begins with a comma if, and only if, it is of a segment.");
            }
    }

    /// <summary>Refuses an entry that is out of bounds.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void Check(string entry)
    {
        if (!IsEntry(entry))
            throw new ArgumentException(
                $"An entry has 1 to {ISubscriberIndex.EntryLengthMax} characters of a-z, 0-9, hyphen and comma.",
                nameof(entry));
    }

    /// <summary>Refuses a page of no rows, or of too many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is one.</exception>
    public static void Check(SubscriberQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, LimitMax);
    }

    private static bool IsEntry(string entry) => entry.Length is > 0 and <= ISubscriberIndex.EntryLengthMax
        && entry.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign is '-' or ',');
}

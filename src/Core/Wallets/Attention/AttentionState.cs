using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Attention;

/// <summary>What a wallet remembers of the attention that it took from its owner.</summary>
public sealed record AttentionState
{
    /// <summary>Of a wallet that told nothing yet.</summary>
    public static AttentionState Empty { get; } = new();

    /// <summary>What was sent lately.</summary>
    public Spending Spent { get; init; } = Spending.None;

    /// <summary>When a kind was last told at once; for kinds that cool down or are grouped alone.</summary>
    public ImmutableSortedDictionary<KindName, DateTimeOffset> LastTold { get; init; } =
        ImmutableSortedDictionary<KindName, DateTimeOffset>.Empty;

    /// <summary>Digests that have items and were not sent, at most one of each name.</summary>
    public ImmutableArray<DigestBook> Digests { get; init; } = [];

    /// <summary>Whether the digest of that number is still to be sent.</summary>
    public bool Gathers(long digest)
    {
        foreach (var book in Digests)
            if (book.Number == digest)
                return true;
        return false;
    }

    /// <summary>The highest number that a digest of this wallet had; only grows.</summary>
    public long DigestsUsed { get; init; }
}

/// <summary>A digest that is being filled. Its items are rows beside the wallet, under its number.</summary>
/// <param name="Name">Empty for the owner's digest, else the kind that it groups.</param>
/// <param name="Number">From 1; never used twice.</param>
/// <param name="DueAt">When it is sent.</param>
public sealed record DigestBook(string Name, long Number, DateTimeOffset DueAt);

/// <summary>How many notifications were sent on each of the last seven local days.</summary>
/// <param name="Day">The newest day that anything was sent on, in days since 1970-01-01.</param>
/// <param name="Counts">That day's count, then the day before, ... at most seven.</param>
public sealed record Spending(int Day, ImmutableArray<int> Counts)
{
    private const int DaysOfWeek = 7;

    /// <summary>Nothing.</summary>
    public static Spending None { get; } = new(0, []);

    /// <summary>
    /// How many were sent on that day. A day before the newest (the owner moved west, a clock was set back) counts as
    /// the newest, here and below.
    /// </summary>
    public int On(int day) => At(Math.Max(day, Day));

    /// <summary>How many were sent on that day and the six before.</summary>
    public int InWeekTo(int day)
    {
        var sum = 0;
        for (var back = 0; back < DaysOfWeek; back++)
            sum += At(Math.Max(day, Day) - back);
        return sum;
    }

    private int At(int day) => Day - day is >= 0 and var back && back < Counts.Length ? Counts[back] : 0;

    /// <summary>One more on that day.</summary>
    public Spending Add(int day)
    {
        var newest = Math.Max(day, Day);
        var counts = ImmutableArray.CreateBuilder<int>(DaysOfWeek);
        for (var back = 0; back < DaysOfWeek; back++)
            counts.Add(At(newest - back) + (back == 0 ? 1 : 0));
        while (counts[^1] == 0)
            counts.RemoveAt(counts.Count - 1);
        return new Spending(newest, counts.ToImmutable());
    }
}

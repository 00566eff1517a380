using System.Collections.Immutable;

namespace Kwala.Core.Delivery;

/// <summary>
/// When messages may leave so that a provider's limit holds: evenly spaced (GCRA, ITU-T I.371, without a burst), and
/// one address never before its own pause is over. A lane is given places only so far ahead of time, the critical one
/// furthest: while critical messages fill the nearest places, the others get none.
/// </summary>
/// <param name="Limit">The limit that holds.</param>
/// <param name="Next">The next free place.</param>
/// <param name="Addresses">When each address may be written to again; those whose pause is over are dropped.</param>
public sealed record SendSchedule(
    SendLimit Limit, DateTimeOffset Next, ImmutableSortedDictionary<string, DateTimeOffset> Addresses)
{
    /// <summary>How long nobody need ask again who got no place.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Begins without knowing what was given out before: not until all of that is used, and a second is over.
    /// </summary>
    public static SendSchedule From(SendLimit limit, DateTimeOffset now) => new(
        limit,
        now + Ahead(Lane.Critical) + TimeSpan.FromSeconds(1),
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal));

    /// <summary>Gives a place to one message.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="now">The present.</param>
    /// <param name="after">How long it has to wait; null where there is no place for it yet.</param>
    public SendSchedule Ask(Lane lane, string address, DateTimeOffset now, out TimeSpan? after)
    {
        var place = Later(now, Next);
        // An address whose pause is not over takes no place that others could use, and none beside theirs.
        if (place > now + Ahead(lane) || Addresses.GetValueOrDefault(address) > place)
        {
            after = null;
            return this;
        }

        after = place - now;
        return this with
        {
            Next = place + Limit.Interval,
            Addresses = Limit.Pause > TimeSpan.Zero
                ? Addresses.RemoveRange(Addresses.Where(it => it.Value <= now).Select(it => it.Key))
                    .SetItem(address, place + Limit.Pause)
                : Addresses,
        };
    }

    /// <summary>How far ahead of time a lane is given places: the share of them that others leave to it.</summary>
    public static TimeSpan Ahead(Lane lane) => TimeSpan.FromMilliseconds(lane switch
    {
        Lane.Critical => 300,
        Lane.Standard => 200,
        _ => 100,
    });

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

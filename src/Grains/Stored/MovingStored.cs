using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>How far a workflow's positions may have been moved by prices and time.</summary>
internal sealed record MovingStored
{
    public required string Workflow { get; init; }

    /// <summary>Only grows.</summary>
    public required long Clock { get; init; }

    public FeedStored[]? Feeds { get; init; }
}

/// <summary>The newest prices of a feed.</summary>
internal sealed record FeedStored
{
    /// <summary>Its contract and event.</summary>
    public required string Feed { get; init; }

    /// <summary>Oldest first: the last one that is final, and those after it; not empty.</summary>
    public required FeedPriceStored[] Prices { get; init; }
}

/// <summary>A price.</summary>
internal sealed record FeedPriceStored
{
    public required long Block { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>As the event has it, in decimal.</summary>
    public required string Price { get; init; }
}

/// <summary>A wallet's position that prices move, as it was read last.</summary>
internal sealed record LastReadStored
{
    public required string Workflow { get; init; }

    /// <summary>Absent where it has to be read again.</summary>
    public string? Value { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Clock { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Block { get; init; }
}

/// <summary>How the clock goes on, and what wallets keep of it. Pure.</summary>
internal static class MovingMap
{
    /// <summary>More unfinal prices of a feed are forgotten: a deeper reorg makes the next one its first.</summary>
    private const int PricesMax = 8;

    /// <summary>The same after a price, at the time of its block.</summary>
    public static MovingStored With(
        this MovingStored moving, Workflow workflow, string feed, BigInteger price, (long Block, DateTimeOffset At) at,
        long finalized)
    {
        var feeds = moving.Feeds ?? [];
        var known = feeds.FirstOrDefault(it => it.Feed == feed);
        var clock = MovementClock.AfterPrice(moving.Clock, PriceOf(known?.Prices[^1]), price);
        if (feeds.Length > 0)
            clock = MovementClock.AfterTime(clock, workflow.Drift, at.At - feeds.Max(it => it.Prices[^1].At));
        FeedPriceStored[] prices =
        [
            .. known?.Prices ?? [],
            new FeedPriceStored
            {
                Block = at.Block,
                At = at.At,
                Price = price.ToString(CultureInfo.InvariantCulture),
            },
        ];
        var final = Array.FindLastIndex(prices, it => it.Block <= finalized);
        return moving with
        {
            Clock = clock,
            Feeds =
            [
                // Those that no version names any more are seen longest ago.
                .. feeds.Where(it => it != known).TakeLast(Recheck.FeedsMax - 1),
                new FeedStored
                {
                    Feed = feed,
                    Prices = prices[Math.Max(Math.Max(final, 0), prices.Length - PricesMax)..],
                },
            ],
        };
    }

    /// <summary>
    /// What is left where nothing is read from this block on. Prices went back, which is a movement like another.
    /// </summary>
    public static MovingStored[]? BackTo(MovingStored[]? moving, long next) => moving?
        .Select(it => (it.Feeds ?? []).Aggregate(it with { Feeds = null }, (so, feed) => so.Back(feed, next)))
        .OrNull();

    /// <summary>Those of these workflows.</summary>
    public static IEnumerable<MovingStored> Of(MovingStored[]? moving, IEnumerable<string> workflows) =>
        (moving ?? []).Where(it => workflows.Contains(it.Workflow));

    /// <summary>All positions of a workflow are due, and its prices are not known any more.</summary>
    public static MovingStored[]? AllDue(MovingStored[]? moving, WorkflowId workflow) => moving?
        .Select(it => it.Workflow == workflow.Value
            ? it with { Clock = MovementClock.AfterPrice(it.Clock, null, null), Feeds = null }
            : it)
        .ToArray();

    public static LastReadStored ToStored(KeyValuePair<WorkflowId, LastRead> read) => new()
    {
        Workflow = read.Key.Value,
        Value = read.Value.Clock == 0 ? null : read.Value.Value.ToStored(),
        Clock = read.Value.Clock,
        Block = read.Value.Clock == 0 ? 0 : read.Value.Block,
    };

    public static ImmutableSortedDictionary<WorkflowId, LastRead> ToCore(LastReadStored[]? stored) =>
        (stored ?? []).ToImmutableSortedDictionary(
            it => new WorkflowId(it.Workflow),
            it => it.Value is { } value
                ? new LastRead(StoredParts.ToRational(value), it.Clock, it.Block)
                : LastRead.Unknown);

    private static MovingStored Back(this MovingStored moving, FeedStored feed, long next)
    {
        FeedPriceStored[] left = [.. feed.Prices.Where(price => price.Block < next)];
        var clock = left.Length == feed.Prices.Length
            ? moving.Clock
            : MovementClock.AfterPrice(moving.Clock, PriceOf(feed.Prices[^1]), PriceOf(left.LastOrDefault()));
        return left.Length == 0
            ? moving with { Clock = clock }
            : moving with { Clock = clock, Feeds = [.. moving.Feeds ?? [], feed with { Prices = left }] };
    }

    private static BigInteger? PriceOf(FeedPriceStored? stored) =>
        stored is null ? null : BigInteger.Parse(stored.Price, CultureInfo.InvariantCulture);
}

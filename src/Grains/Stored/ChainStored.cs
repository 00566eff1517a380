using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Stored;

/// <summary>Where a chain was followed to.</summary>
internal sealed record ChainStored
{
    public DepthStored[] Depths { get; init; } = [];

    public long Undecodable { get; init; }

    /// <summary>The listener that follows the chain now, where several may want to (docs/decisions/0009).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Term { get; init; }
}

/// <summary>A place: where a chain was followed to at one confirmation depth, and by which workflows.</summary>
internal sealed record DepthStored
{
    public required int Confirmations { get; init; }

    /// <summary>The names of the workflows that stand here.</summary>
    public required string[] Workflows { get; init; }

    /// <summary>The first block that was to be read.</summary>
    public required long From { get; init; }

    public required long Next { get; init; }

    /// <summary>The hashes of the blocks just before, oldest first.</summary>
    public required string[] Window { get; init; }

    public required long Finalized { get; init; }

    /// <summary>Blocks that were read completely and checked, less those that were orphaned.</summary>
    public required long Seen { get; init; }

    public SettlementStored[] Settlements { get; init; } = [];

    /// <summary>What is being taken back now; null for nothing.</summary>
    public TakingBackStored? TakingBack { get; init; }

    public RevaluationStored Revaluation { get; init; } = new();

    /// <summary>The newest values of workflows for subscribers; absent for none.</summary>
    public TickedStored[]? Ticked { get; init; }

    /// <summary>How far prices may have moved the positions of workflows; absent for none.</summary>
    public MovingStored[]? Moving { get; init; }
}

/// <summary>Wallets that a reorg touched, until the canonical chain is well past it.</summary>
internal sealed record SettlementStored
{
    public required long ThroughBlock { get; init; }

    public required string[] Wallets { get; init; }

    /// <summary>
    /// The hashes of the blocks that were taken back here. A wallet may have been told of others in their place since:
    /// taken back once more after a restart, they would make it forget that.
    /// </summary>
    public string[]? TakenBack { get; init; }
}

/// <summary>Lost blocks, from before the first wallet takes them back until the place has gone back.</summary>
internal sealed record TakingBackStored
{
    /// <summary>The block that the place goes back to.</summary>
    public required long Next { get; init; }

    /// <summary>The newest block that still stands, as far as wallets are concerned.</summary>
    public required long StandsThrough { get; init; }

    /// <summary>What is lost; the highest comes last.</summary>
    public required TakenBlockStored[] Blocks { get; init; }

    public ImmutableArray<BlockRef> ToBlocks() =>
        [.. Blocks.Select(it => new BlockRef(it.Number, StoredParts.ToBytes32(it.Hash)))];
}

/// <summary>A lost block.</summary>
internal sealed record TakenBlockStored
{
    public required long Number { get; init; }

    public required string Hash { get; init; }

    public static TakenBlockStored Of(BlockRef block) => new() { Number = block.Number, Hash = block.Hash.ToString() };
}

/// <summary>Between a checkpoint and its stored shape.</summary>
internal static class ChainMap
{
    // The window's blocks follow one another without a gap up to the next block, so that their numbers go without
    // saying.
    public static DepthStored With(this DepthStored stored, FeedCheckpoint to) => stored with
    {
        Next = to.Next,
        Window = [.. to.Window.Select(block => block.Hash.ToString())],
        Finalized = to.Finalized,
    };

    /// <summary>The place with nothing read from a block on.</summary>
    public static DepthStored BackTo(this DepthStored stored, long next) => stored with
    {
        Next = next,
        Window = [.. stored.Window.SkipLast((int)(stored.Next - next))],
        Ticked = TickedMap.BackTo(stored.Ticked, next),
        Moving = MovingMap.BackTo(stored.Moving, next),
    };

    /// <summary>
    /// A chain as it was stored with one place per depth: they name nobody, and the workflows of their depth take them
    /// as they are. A program of that time must not read what has several.
    /// </summary>
    public static JsonNode FromVersion1(JsonNode stored)
    {
        foreach (var place in stored["depths"]?.AsArray() ?? [])
            place!["workflows"] = new JsonArray();
        return stored;
    }

    /// <summary>The place of a checkpoint, with nobody there yet.</summary>
    public static DepthStored ToPlace(this FeedCheckpoint start) => new DepthStored
    {
        Confirmations = 0,
        Workflows = [],
        From = start.Next,
        Next = start.Next,
        Window = [],
        Finalized = start.Finalized,
        Seen = 0,
    }.With(start);

    public static FeedCheckpoint ToCheckpoint(this DepthStored stored, ChainId chain) => new(
        chain,
        stored.Next,
        [.. stored.Window.Select((hash, index) =>
            new BlockRef(stored.Next - stored.Window.Length + index, StoredParts.ToBytes32(hash)))],
        stored.Finalized);

    /// <summary>How many blocks could be read and are not yet, where this is the newest of the chain.</summary>
    public static long Behind(this DepthStored stored, long head) =>
        Math.Max(0, head - stored.Confirmations - stored.Next + 1);

    /// <summary>A place at another depth that goes on where this one is, with nothing seen or rolled back.</summary>
    public static DepthStored BeginAnew(this DepthStored stored, int confirmations, string[] workflows) => stored with
    {
        Confirmations = confirmations,
        Workflows = workflows,
        From = stored.Next,
        Seen = 0,
        Settlements = [],
        TakingBack = null,
        Revaluation = new RevaluationStored(),
        Ticked = null,
        Moving = null,
    };

    /// <summary>Whether two places of a depth have come to the same block.</summary>
    public static bool IsWhere(this DepthStored stored, DepthStored other) =>
        stored.Confirmations == other.Confirmations && stored.Next == other.Next
        && stored.Window.LastOrDefault() == other.Window.LastOrDefault();

    /// <summary>Two places that have met, as one. The longer window can roll back what either has read.</summary>
    public static DepthStored With(this DepthStored stored, DepthStored other)
    {
        var (wide, narrow) = stored.Window.Length >= other.Window.Length ? (stored, other) : (other, stored);
        var both = narrow.Settlements.Aggregate(
            wide, (at, it) => at.WithSettlement(it.ThroughBlock, it.Wallets, []));
        return both with
        {
            // What one took back the other's workflows may have to.
            Settlements = [.. both.Settlements.Select(it => it with { TakenBack = null })],
            Workflows = [.. stored.Workflows, .. other.Workflows],
            Revaluation = stored.Revaluation.Of(stored.Workflows).With(other.Revaluation.Of(other.Workflows)),
            Ticked = TickedMap.Of(stored.Ticked, stored.Workflows)
                .Concat(TickedMap.Of(other.Ticked, other.Workflows)).OrNull(),
            Moving = MovingMap.Of(stored.Moving, stored.Workflows)
                .Concat(MovingMap.Of(other.Moving, other.Workflows)).OrNull(),
        };
    }

    /// <summary>
    /// The wallets and blocks of a reorg remembered until it has settled; the same reorg again adds to what is there.
    /// </summary>
    public static DepthStored WithSettlement(
        this DepthStored stored, long throughBlock, IEnumerable<string> wallets, IEnumerable<string> takenBack)
    {
        var known = stored.Settlements.FirstOrDefault(it => it.ThroughBlock == throughBlock);
        return stored with
        {
            Settlements =
            [
                .. stored.Settlements.Where(it => it != known),
                new SettlementStored
                {
                    ThroughBlock = throughBlock,
                    Wallets = [.. wallets.Union(known?.Wallets ?? [])],
                    TakenBack = [.. takenBack.Union(known?.TakenBack ?? [])],
                },
            ],
        };
    }

    public static DepthStored Without(this DepthStored stored, SettlementStored? settlement) =>
        stored with { Settlements = [.. stored.Settlements.Where(it => it != settlement)] };

    /// <summary>Whether a block was taken back here and nobody was told of it since.</summary>
    public static bool HasTakenBack(this DepthStored stored, BlockRef block) =>
        stored.Settlements.Any(it => it.TakenBack?.Contains(block.Hash.ToString()) == true);

    /// <summary>These blocks are told again: lost once more, they are to be taken back once more.</summary>
    public static DepthStored TellingAgain(this DepthStored stored, IEnumerable<BlockRef> blocks)
    {
        var told = blocks.Select(block => block.Hash.ToString()).ToHashSet();
        return stored with
        {
            Settlements =
            [
                .. stored.Settlements.Select(it => it with { TakenBack = [.. (it.TakenBack ?? []).Except(told)] }),
            ],
        };
    }

    public static ImmutableArray<Address> ToWallets(this SettlementStored stored) =>
        [.. stored.Wallets.Select(StoredParts.ToAddress)];
}

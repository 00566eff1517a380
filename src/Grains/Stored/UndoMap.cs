using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>Between what a wallet keeps for a reorg and its stored shape.</summary>
internal static class UndoMap
{
    public static ReplacedStored[] ToStored(EpisodeBook book)
    {
        var stored = new ReplacedStored[book.Undo.Length];
        var after = book.Current.Opened?.Line;
        for (var i = stored.Length - 1; i >= 0; i--)
        {
            var (block, before) = book.Undo[i];
            stored[i] = (before.Opened is { } open
                ? ToStored(block, open, after, before is Episode.Doubtful)
                : new ReplacedStored { Block = block.Number, Hash = block.Hash.ToShort() })
                with
            { Past = ToStored(book.Undo[i].Past), End = book.Undo[i].End };
            after = before.Opened?.Line ?? after;
        }

        return stored;
    }

    public static ImmutableArray<EpisodeUndo> ToCore(ReplacedStored[] stored, Episode current)
    {
        var undo = new EpisodeUndo[stored.Length];
        var after = current.Opened?.Line;
        for (var i = stored.Length - 1; i >= 0; i--)
        {
            after = stored[i].Line is { } line ? new Levels([.. line.Select(StoredParts.ToCore)]) : after;
            undo[i] = new EpisodeUndo(
                new BlockRef(stored[i].Block, StoredParts.FromShort(stored[i].Hash)), ToPhase(stored[i], after))
            {
                Past = ToCore(stored[i].Past),
                End = stored[i].End,
            };
        }

        return ImmutableArray.Create(undo);
    }

    public static UnfinalStored ToStored(UnfinalAlert alert) => new()
    {
        Block = alert.Block.Number,
        Hash = alert.Block.Hash.ToShort(),
        LogIndex = alert.LogIndex,
        Transaction = alert.Transaction.ToShort(),
        Value = alert.Value.ToStored(),
        Line = alert.Line.ToStored(),
        Episode = alert.Episode,
        Level = alert.Level,
        Ordinal = alert.Ordinal,
        Orphaned = alert.Orphaned,
        Heard = alert.Heard.Select(channel => channel.Value).OrNull(),
        Role = alert.Role,
    };

    public static UnfinalAlert ToCore(UnfinalStored stored) => new(
        new BlockRef(stored.Block, StoredParts.FromShort(stored.Hash)),
        stored.LogIndex,
        StoredParts.FromShort(stored.Transaction),
        StoredParts.ToRational(stored.Value),
        stored.Line.ToCore(),
        stored.Episode,
        stored.Level,
        stored.Ordinal,
        stored.Orphaned,
        StoredParts.ToChannels(stored.Heard))
    {
        Role = stored.Role,
    };

    public static PastStored? ToStored(PastValues? past) => past is null ? null : new PastStored
    {
        Last = past.Last.ToStored(),
        At = past.At,
        Spans = past.Spans.Select(span => new SpanStored
        {
            Index = span.Index,
            Low = span.Low.ToStored(),
            High = span.High == span.Low ? null : span.High.ToStored(),
        }).OrNull(),
    };

    public static PastValues? ToCore(PastStored? stored) => stored is null ? null : new PastValues(
        StoredParts.ToRational(stored.Last),
        stored.At,
        [.. (stored.Spans ?? []).Select(span => new PastSpan(
            span.Index, StoredParts.ToRational(span.Low), StoredParts.ToRational(span.High ?? span.Low)))]);

    /// <summary>Version 1 had every phase and alert in full, with long names and the levels of each.</summary>
    public static JsonNode FromVersion1(JsonNode stored)
    {
        foreach (var track in Items(stored["tracks"]))
            foreach (var book in Items(track["episodes"]))
            {
                book["undo"] = Renewed(book["undo"], PhaseFromVersion1);
                book["unfinal"] = Renewed(book["unfinal"], AlertFromVersion1);
            }

        return stored;
    }

    private static ReplacedStored ToStored(BlockRef block, Episode.Open open, Levels? after, bool doubtful) => new()
    {
        Block = block.Number,
        Hash = block.Hash.ToShort(),
        Number = open.Number,
        Level = open.Level,
        AlertedLevel = open.AlertedLevel,
        Alerts = open.Alerts,
        Line = open.Line.Equals(after) ? null : [.. open.Line.Thresholds.Select(StoredParts.ToStored)],
        OpenedAt = open.OpenedAt,
        Doubtful = doubtful,
    };

    private static Episode ToPhase(ReplacedStored stored, Levels? line)
    {
        if (stored.Number == 0)
            return Episode.Closed.Instance;
        var open = new Episode.Open(
            stored.Number, stored.Level, stored.AlertedLevel, stored.Alerts, line!, stored.OpenedAt);
        return stored.Doubtful ? new Episode.Doubtful(open) : open;
    }

    private static JsonObject PhaseFromVersion1(JsonNode old) => old["before"] is { } before
        ? new JsonObject
        {
            ["b"] = Of(old, "block", "number"),
            ["h"] = ShortHash(old["block"]?["hash"]),
            ["n"] = Of(before, "number"),
            ["l"] = Of(before, "level"),
            ["a"] = Of(before, "alertedLevel"),
            ["k"] = Of(before, "alerts"),
            ["w"] = Of(before, "line"),
            ["o"] = Of(before, "openedBy", "number"),
            ["d"] = Of(before, "doubtful") ?? false,
        }
        : new JsonObject { ["b"] = Of(old, "block", "number"), ["h"] = ShortHash(old["block"]?["hash"]) };

    private static JsonObject AlertFromVersion1(JsonNode old) => new()
    {
        ["b"] = Of(old, "block", "number"),
        ["h"] = ShortHash(old["block"]?["hash"]),
        ["i"] = Of(old, "position", "log"),
        ["t"] = ShortHash(old["transaction"]),
        ["v"] = Of(old, "value"),
        ["w"] = Of(old, "line"),
        ["e"] = Of(old, "episode"),
        ["l"] = Of(old, "level"),
        ["k"] = Of(old, "ordinal"),
        ["x"] = Of(old, "orphaned") ?? false,
        ["c"] = Of(old, "heard"),
    };

    private static JsonArray? Renewed(JsonNode? items, Func<JsonNode, JsonObject> renew) =>
        items is null ? null : new JsonArray([.. Items(items).Select(renew)]);

    private static IEnumerable<JsonNode> Items(JsonNode? items) => items?.AsArray().Select(item => item!) ?? [];

    private static JsonNode? Of(JsonNode from, params ReadOnlySpan<string> path)
    {
        var at = (JsonNode?)from;
        foreach (var name in path)
            at = at?[name];
        return at?.DeepClone();
    }

    private static string ShortHash(JsonNode? hash) =>
        (hash is null ? default : StoredParts.ToBytes32((string)hash!)).ToShort();
}

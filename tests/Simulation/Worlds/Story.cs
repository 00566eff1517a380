using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.Simulation.Invariants;

namespace Kwala.Simulation.Worlds;

/// <summary>What a commit holds, for whoever reads a run.</summary>
internal static class Story
{
    /// <summary>A wallet.</summary>
    public static string Of(WalletCommit commit)
    {
        var outbox = commit.After.Outbox.SelectMany(pending => pending.Deliveries.Select(it =>
            $"{it.Key.ToString()[..8]} {it.Phase} {it.Channel}"
                + $" of {End(pending.Notification.Subject)}:{pending.Notification.Episode}.{pending.Notification.Level}"
                + $" {pending.Notification.Role}{(pending.Held ? " held" : "")}"
                + (pending.DeferredUntil is { } until ? $" until {until:HH:mm:ss}" : "")));
        var endings = commit.Rows.History.Where(it => it.Topic == HistoryTopic.Delivery)
            .Select(it => $"{it.Key[..8]}:{it.Outcome}");
        var tracks = commit.After.Tracks.SelectMany(track => track.Value.Episodes.Select(it =>
            $"{track.Key} {End(it.Key)} {it.Value.Current.GetType().Name} last {it.Value.Last}"
                + $" undo {string.Join(",", it.Value.Undo.Select(undo => undo.Block.Number))}"
                + $" unfinal {string.Join(",", it.Value.Unfinal.Select(Short))}")
            .Prepend($"{track.Key} through {track.Value.SeenThrough}"));
        var decisions = Decisions.Of(commit).Select(it => $"{it.Workflow} {End(new SubjectKey(it.Subject))}:{it.Episode} "
            + $"{it.Value} {it.Outcome} {string.Join("+", it.Reasons.Select(reason => reason.Code))}");
        return $"        decided [{string.Join("; ", decisions)}]\n        {RecordSize.Lasting(commit.After)} + {RecordSize.ForReorgs(commit.After)} bytes "
            + $"outbox [{string.Join(", ", outbox)}] endings [{string.Join(" ", endings)}] "
            + $"tracks [{string.Join("; ", tracks)}]";
    }

    private static string Short(UnfinalAlert alert) =>
        $"{alert.Block.Number}:{alert.Episode}.{alert.Level}{(alert.Orphaned ? "?" : "")}";

    // A digest's may have no letter at all.
    private static string End(SubjectKey subject) => subject.Value[Math.Max(0, subject.Value.Length - 4)..];

    /// <summary>The places of a listener.</summary>
    public static string Of(ChainStored chain) => $"        term {chain.Term} "
        + string.Join("; ", chain.Depths.Select(it => $"depth {it.Confirmations} at {it.Next}"
            + $" for {string.Join(",", it.Workflows)} seen {it.Seen}"));
}

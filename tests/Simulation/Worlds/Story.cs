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
                + $" of {pending.Notification.Subject.Value[^4..]}:{pending.Notification.Episode}.{pending.Notification.Level}"));
        var endings = commit.Rows.History.Where(it => it.Topic == HistoryTopic.Delivery)
            .Select(it => $"{it.Key[..8]}:{it.Outcome}");
        var tracks = commit.After.Tracks.SelectMany(track => track.Value.Episodes.Select(it =>
            $"{track.Key} {it.Key.Value[^4..]} {it.Value.Current.GetType().Name} last {it.Value.Last}"
                + $" undo {string.Join(",", it.Value.Undo.Select(undo => undo.Block.Number))}"
                + $" unfinal {string.Join(",", it.Value.Unfinal.Select(alert => $"{alert.Block.Number}:{alert.Episode}.{alert.Level}"))}")
            .Prepend($"{track.Key} through {track.Value.SeenThrough}"));
        return $"        {RecordSize.Lasting(commit.After)} + {RecordSize.ForReorgs(commit.After)} bytes "
            + $"outbox [{string.Join(", ", outbox)}] endings [{string.Join(" ", endings)}] "
            + $"tracks [{string.Join("; ", tracks)}]";
    }

    /// <summary>The places of a listener.</summary>
    public static string Of(ChainStored chain) => $"        term {chain.Term} "
        + string.Join("; ", chain.Depths.Select(it => $"depth {it.Confirmations} at {it.Next}"
            + $" for {string.Join(",", it.Workflows)} seen {it.Seen}"));
}

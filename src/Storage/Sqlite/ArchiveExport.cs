using Kwala.Ports.Storage;
using Kwala.Storage.Archive;
using Kwala.Storage.Sqlite.Connection;
using Kwala.Storage.Sqlite.Values;

namespace Kwala.Storage.Sqlite;

/// <summary>Every row of a snapshot as a row of the archive.</summary>
internal static class ArchiveExport
{
    /// <summary>All tables, in an order that import accepts. Read lazily from an open snapshot.</summary>
    public static IEnumerable<ArchivedRow> Rows(SqliteDatabase snapshot) =>
        States(snapshot).Concat(Dues(snapshot)).Concat(Reminders(snapshot)).Concat(Histories(snapshot))
            .Concat(Finals(snapshot)).Concat(MergedValues(snapshot)).Concat(NewValues(snapshot))
            .Concat(Touched(snapshot)).Concat(Subscribers(snapshot));

    private static IEnumerable<ArchivedRow> States(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT grain_type, grain_key, name, body FROM state ORDER BY grain_key, grain_type, name");
        while (rows.Step())
            yield return ArchiveWrite.State(rows.Text(0), rows.Text(1), rows.Text(2), rows.Bytes(3).ToArray());
    }

    private static IEnumerable<ArchivedRow> Dues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT wallet, at FROM due ORDER BY wallet");
        while (rows.Step())
            yield return ArchiveWrite.Due(rows.Address(0), rows.Instant(1));
    }

    private static IEnumerable<ArchivedRow> Subscribers(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT entry, wallet FROM subscriber ORDER BY entry, wallet");
        while (rows.Step())
            yield return ArchiveWrite.Subscriber(new SubscriberRow(rows.Text(0), rows.Address(1)));
    }

    private static IEnumerable<ArchivedRow> Reminders(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT grain_type, grain_key, name, start_at, period FROM reminder ORDER BY grain_key, grain_type, name");
        while (rows.Step())
            yield return ArchiveWrite.Reminder(
                rows.Text(0), rows.Text(1), rows.Text(2), rows.Instant(3), rows.Int64(4));
    }

    // In the order of appending, so that rows of one instant keep their order.
    private static IEnumerable<ArchivedRow> Histories(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT id, wallet, topic, key, at, kind, outcome, body FROM history ORDER BY id");
        while (rows.Step())
            yield return ArchiveWrite.History(SqliteHistory.Row(rows));
    }

    private static IEnumerable<ArchivedRow> Finals(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, block FROM value_final ORDER BY chain");
        while (rows.Step())
            yield return ArchiveWrite.Final(rows.Text(0), rows.Int64(1));
    }

    private static IEnumerable<ArchivedRow> MergedValues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(SqliteValueLog.SelectMerged);
        while (rows.Step())
            yield return ArchiveWrite.Value(rows.Text(0), SqliteValueLog.MergedRow(rows));
    }

    private static IEnumerable<ArchivedRow> NewValues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, body FROM value_batch ORDER BY id");
        while (rows.Step())
        {
            var chain = rows.Text(0);
            foreach (var row in ValueBatchReader.All(rows.Bytes(1)))
                yield return ArchiveWrite.Value(chain, row);
        }
    }

    private static IEnumerable<ArchivedRow> Touched(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, block, hash, wallets FROM touched ORDER BY id");
        while (rows.Step())
            yield return ArchiveWrite.Touched(
                rows.Text(0), rows.Int64(1), rows.Hash(2), TouchedBlock.Split(rows.Bytes(3)));
    }
}

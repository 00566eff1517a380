using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
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
            .Concat(Touched(snapshot));

    private static IEnumerable<ArchivedRow> States(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT grain_type, grain_key, name, body FROM state ORDER BY grain_key, grain_type, name");
        while (rows.Step())
        {
            var (type, key, name) = (rows.Text(0), rows.Text(1), rows.Text(2));
            var body = rows.Bytes(3).ToArray();
            yield return Row(
                ArchiveRows.State.Table,
                new ArchiveRows.State(type, key, name, body.FirstOrDefault(), Json(body, $"{type}/{key} ({name})")),
                ArchiveJson.Default.State);
        }
    }

    private static JsonElement Json(byte[] body, string owner)
    {
        try
        {
            return JsonElement.Parse(body.AsSpan(Math.Min(1, body.Length)));
        }
        catch (JsonException e)
        {
            throw new StorageException(
                StorageFault.Unreadable,
                $"The stored state of {owner} is damaged; it was left as it is. "
                + "Restore or clear it, then export again.",
                e);
        }
    }

    private static IEnumerable<ArchivedRow> Dues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT wallet, at FROM due ORDER BY wallet");
        while (rows.Step())
            yield return Row(
                ArchiveRows.Due.Table,
                new ArchiveRows.Due(rows.Address(0).ToString(), rows.Instant(1)),
                ArchiveJson.Default.Due);
    }

    private static IEnumerable<ArchivedRow> Reminders(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT grain_type, grain_key, name, start_at, period FROM reminder ORDER BY grain_key, grain_type, name");
        while (rows.Step())
            yield return Row(
                ArchiveRows.Reminder.Table,
                new ArchiveRows.Reminder(rows.Text(0), rows.Text(1), rows.Text(2), rows.Instant(3), rows.Int64(4)),
                ArchiveJson.Default.Reminder);
    }

    // In the order of appending, so that rows of one instant keep their order.
    private static IEnumerable<ArchivedRow> Histories(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(
            "SELECT id, wallet, topic, key, at, kind, outcome, body FROM history ORDER BY id");
        while (rows.Step())
        {
            var row = SqliteHistory.Row(rows);
            yield return Row(
                ArchiveRows.History.Table,
                new ArchiveRows.History(
                    row.Wallet.ToString(), row.Topic.ToString(), row.Key, row.At, row.Kind, row.Outcome, row.Body),
                ArchiveJson.Default.History);
        }
    }

    private static IEnumerable<ArchivedRow> Finals(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, block FROM value_final ORDER BY chain");
        while (rows.Step())
            yield return Row(
                ArchiveRows.Final.Table,
                new ArchiveRows.Final(rows.Text(0), rows.Int64(1)),
                ArchiveJson.Default.Final);
    }

    private static IEnumerable<ArchivedRow> MergedValues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare(SqliteValueLog.SelectMerged);
        while (rows.Step())
            yield return Value(rows.Text(0), SqliteValueLog.MergedRow(rows));
    }

    private static IEnumerable<ArchivedRow> NewValues(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, body FROM value_batch ORDER BY id");
        while (rows.Step())
        {
            var chain = rows.Text(0);
            foreach (var row in ValueBatchReader.All(rows.Bytes(1)))
                yield return Value(chain, row);
        }
    }

    private static IEnumerable<ArchivedRow> Touched(SqliteDatabase snapshot)
    {
        using var rows = snapshot.Prepare("SELECT chain, block, hash, wallets FROM touched ORDER BY id");
        while (rows.Step())
            yield return Row(
                ArchiveRows.Touched.Table,
                new ArchiveRows.Touched(
                    rows.Text(0), rows.Int64(1), rows.Hash(2).ToString(), Names(TouchedBlock.Split(rows.Bytes(3)))),
                ArchiveJson.Default.Touched);
    }

    private static string[] Names(List<Address> wallets) => [.. wallets.Select(wallet => wallet.ToString())];

    private static ArchivedRow Value(string chain, ValueRow row) => Row(
        ArchiveRows.Value.Table,
        new ArchiveRows.Value(
            chain,
            row.Wallet.ToString(),
            row.Workflow.Value,
            row.Subject.Value,
            ArchiveRows.Text(row.Value),
            row.Position.Block,
            row.Position.LogIndex,
            row.Block.ToString(),
            row.BlockTime),
        ArchiveJson.Default.Value);

    private static ArchivedRow Row<T>(string table, T row, JsonTypeInfo<T> shape) =>
        new(table, JsonSerializer.Serialize(row, shape));
}

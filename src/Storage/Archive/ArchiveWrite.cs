using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Archive;

/// <summary>Makes the rows of the archive from what a store holds.</summary>
internal static class ArchiveWrite
{
    /// <summary>A stored state.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public static ArchivedRow State(string type, string key, string name, byte[] body) => Row(
        ArchiveRows.State.Table,
        new ArchiveRows.State(type, key, name, body.FirstOrDefault(), Json(body, $"{type}/{key} ({name})")),
        ArchiveJson.Default.State);

    /// <summary>A row of the due index.</summary>
    public static ArchivedRow Due(Address wallet, DateTimeOffset at) => Row(
        ArchiveRows.Due.Table, new ArchiveRows.Due(wallet.ToString(), at), ArchiveJson.Default.Due);

    /// <summary>An entry of the subscriber index.</summary>
    public static ArchivedRow Subscriber(SubscriberRow row) => Row(
        ArchiveRows.Subscriber.Table,
        new ArchiveRows.Subscriber(row.Entry, row.Wallet.ToString()),
        ArchiveJson.Default.Subscriber);

    /// <summary>A reminder.</summary>
    public static ArchivedRow Reminder(
        string type, string key, string name, DateTimeOffset startAt, long periodTicks) => Row(
            ArchiveRows.Reminder.Table,
            new ArchiveRows.Reminder(type, key, name, startAt, periodTicks),
            ArchiveJson.Default.Reminder);

    /// <summary>A row of the history.</summary>
    public static ArchivedRow History(HistoryRow row) => Row(
        ArchiveRows.History.Table,
        new ArchiveRows.History(
            row.Wallet.ToString(), row.Topic.ToString(), row.Key, row.At, row.Kind, row.Outcome, row.Body),
        ArchiveJson.Default.History);

    /// <summary>How far a chain is final.</summary>
    public static ArchivedRow Final(string chain, long block) => Row(
        ArchiveRows.Final.Table, new ArchiveRows.Final(chain, block), ArchiveJson.Default.Final);

    /// <summary>A value of a position.</summary>
    public static ArchivedRow Value(string chain, ValueRow row) => Row(
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

    /// <summary>The wallets that a block touched.</summary>
    public static ArchivedRow Touched(string chain, long block, Bytes32 hash, IEnumerable<Address> wallets) => Row(
        ArchiveRows.Touched.Table,
        new ArchiveRows.Touched(chain, block, hash.ToString(), [.. wallets.Select(wallet => wallet.ToString())]),
        ArchiveJson.Default.Touched);

    private static ArchivedRow Row<T>(string table, T row, JsonTypeInfo<T> shape) =>
        new(table, JsonSerializer.Serialize(row, shape));

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
}

using System.Collections.Immutable;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// How a row of history lies in the table: whole by its key, and as two rows that lead there by time, among those of
/// its wallet and among all.
/// </summary>
internal static class HistoryEntities
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "history";

    private const string Row = "Row";
    private const string At = "At";
    private const string Id = "Id";
    private const string Whole = "Whole";
    private const string Kind = "Kind";
    private const string Outcome = "Outcome";
    private const int PropertyBytesMax = 64 * 1024;

    /// <summary>The rows of the table for one of history, the whole one first.</summary>
    public static ImmutableArray<TableEntity> Of(HistoryRow row, long id)
    {
        var key = KeyOf(row.Wallet, row.Topic, row.Key);
        var whole = new TableEntity(Partition, key) { [At] = row.At.UtcTicks, [Id] = id };
        var part = 0;
        foreach (var bytes in HistoryFormat.ToBytes(row).Chunk(PropertyBytesMax))
            whole[$"{Row}{part++}"] = bytes;
        return [whole, .. TimeKeys(row.Wallet, row.Topic, row.At.UtcTicks, id).Select(Leading)];

        TableEntity Leading(string byTime) => new(Partition, byTime)
        {
            [Whole] = key,
            [Kind] = AzureText.Hex(row.Kind),
            [Outcome] = AzureText.Hex(row.Outcome),
        };
    }

    /// <summary>The row of history in a whole one.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public static HistoryRow Read(TableEntity whole)
    {
        var bytes = new List<byte>();
        for (var part = 0; whole.GetBinary($"{Row}{part}") is { } some; part++)
            bytes.AddRange(some);
        return HistoryFormat.Read([.. bytes]);
    }

    /// <summary>All keys of a row, from its whole one.</summary>
    public static ImmutableArray<string> Keys(TableEntity whole)
    {
        var parts = whole.RowKey.Split(AzureText.Separator);
        var wallet = Address.FromBytes(Convert.FromHexString(parts[2]));
        var topic = (HistoryTopic)(parts[1][0] - '0');
        return
        [
            .. TimeKeys(wallet, topic, whole.GetInt64(At)!.Value, whole.GetInt64(Id)!.Value), whole.RowKey,
        ];
    }

    /// <summary>Where the whole one is that a row by time leads to.</summary>
    public static string WholeOf(TableEntity byTime) => byTime.GetString(Whole);

    /// <summary>Instant and id in a row by time.</summary>
    public static HistoryCursor Cursor(TableEntity byTime)
    {
        var parts = byTime.RowKey.Split(AzureText.Separator);
        return new HistoryCursor(AzureText.ReadFalling(parts[^2]), AzureText.ReadFalling(parts[^1]));
    }

    /// <summary>What holds for a row by time of this kind and outcome; null where any will do.</summary>
    public static string? Filter(string? kind, string? outcome) => (kind, outcome) switch
    {
        (null, null) => null,
        ({ } one, null) => TableClient.CreateQueryFilter($"Kind eq {AzureText.Hex(one)}"),
        (null, { } one) => TableClient.CreateQueryFilter($"Outcome eq {AzureText.Hex(one)}"),
        var (one, other) => TableClient.CreateQueryFilter(
            $"Kind eq {AzureText.Hex(one)} and Outcome eq {AzureText.Hex(other)}"),
    };

    /// <summary>How the keys by time begin: of a wallet, or of all for null.</summary>
    public static string ByTime(HistoryTopic topic, Address? wallet) =>
        wallet is { } one ? $"w,{(int)topic},{AzureText.Of(one)}," : $"t,{(int)topic},";

    /// <summary>How the keys of whole rows begin: of one topic of a wallet.</summary>
    public static string ByKey(Address wallet, HistoryTopic topic) => $"k,{(int)topic},{AzureText.Of(wallet)},";

    /// <summary>The key of the whole row.</summary>
    public static string KeyOf(Address wallet, HistoryTopic topic, string key) =>
        ByKey(wallet, topic) + AzureText.Falling(key);

    private static string[] TimeKeys(Address wallet, HistoryTopic topic, long at, long id)
    {
        var when = $"{AzureText.Falling(at)},{AzureText.Falling(id)}";
        return [ByTime(topic, wallet) + when, ByTime(topic, null) + when];
    }
}

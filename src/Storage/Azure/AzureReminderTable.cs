using Azure.Data.Tables;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Storage.Azure;

/// <summary>
/// Orleans's reminders in the table. There are few (one per bucket and chain, decision 7), so a range is filtered while
/// reading: its hash belongs to the runtime and is not stored.
/// </summary>
internal sealed class AzureReminderTable(AzureStore store) : IReminderTable
{
    /// <summary>The partition of all of them.</summary>
    internal const string Partition = "reminder";

    private const string Name = "Name";
    private const string StartAt = "StartAt";
    private const string Period = "Period";
    private const string Write = "Write";

    /// <inheritdoc />
    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await Read(KeyOf(grainId), AzureText.Behind(KeyOf(grainId))));

    /// <inheritdoc />
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => new(
        (await Read("", "x")).Where(entry => Contains(begin, end, entry.GrainId.GetUniformHashCode())));

    /// <inheritdoc />
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await store.Table.Find(Partition, KeyOf(grainId, reminderName), CancellationToken.None) is { } row
            ? Entry(row)
            : null;

    /// <inheritdoc />
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var row = Row(entry.GrainId, entry.ReminderName, entry.StartAt, entry.Period, store.NextName());
        await store.Table.Put([row], CancellationToken.None);
        StorageInstruments.Rows("reminder", 1);
        return row.GetString(Write);
    }

    /// <inheritdoc />
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        await store.Table.Find(Partition, KeyOf(grainId, reminderName), CancellationToken.None) is { } row
        && row.GetString(Write) == eTag
        && await store.Table.RemoveVersion(Partition, row.RowKey, row.ETag, CancellationToken.None);

    /// <inheritdoc />
    public async Task TestOnlyClearTable() => await store.Table.Remove(
        Partition,
        (await Read("", "x")).Select(entry => KeyOf(entry.GrainId, entry.ReminderName)),
        CancellationToken.None);

    /// <summary>A reminder as a row.</summary>
    internal static TableEntity Row(GrainId grain, string name, DateTime startAt, TimeSpan period, string write) =>
        new(Partition, KeyOf(grain, name))
        {
            ["Type"] = AzureText.Hex(grain.Type.ToString()!),
            ["Key"] = AzureText.Hex(grain.Key.ToString()!),
            [Name] = AzureText.Hex(name),
            [StartAt] = startAt.Ticks,
            [Period] = period.Ticks,
            [Write] = write,
        };

    /// <summary>The reminder in a row.</summary>
    internal static ReminderEntry Entry(TableEntity row) => new()
    {
        GrainId = GrainId.Create(Text(row, "Type"), Text(row, "Key")),
        ReminderName = Text(row, Name),
        StartAt = new DateTime(row.GetInt64(StartAt)!.Value, DateTimeKind.Utc),
        Period = new TimeSpan(row.GetInt64(Period)!.Value),
        ETag = row.GetString(Write),
    };

    private async Task<List<ReminderEntry>> Read(string from, string before)
    {
        var entries = new List<ReminderEntry>();
        await foreach (var row in store.Table.Range(Partition, from, before))
            entries.Add(Entry(row));
        return entries;
    }

    private static string Text(TableEntity row, string property) =>
        System.Text.Encoding.UTF8.GetString(Convert.FromHexString(row.GetString(property)));

    private static string KeyOf(GrainId grain) => AzureText.Hash(grain.Type.ToString()!, grain.Key.ToString()!);

    private static string KeyOf(GrainId grain, string name) => $"{KeyOf(grain)},{AzureText.Hash(name)}";

    // (begin, end] on a ring; equal ends are the whole ring.
    private static bool Contains(uint begin, uint end, uint hash) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
}

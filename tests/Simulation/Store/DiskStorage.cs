using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Kwala.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Simulation.Store;

/// <summary>A version of a state, as one activation's copy of it came to know it.</summary>
/// <param name="Copy">The activation's copy.</param>
/// <param name="Name">Which state.</param>
/// <param name="Version">The version; null for none stored.</param>
internal sealed record Sight(object Copy, (string Type, string Key, string State) Name, string? Version);

/// <summary>Grain states on a disk, in the format of all stores.</summary>
internal sealed class DiskGrainStorage(Disk disk, StateFormat format, IWeather weather) : IGrainStorage
{
    /// <summary>Called when an activation's copy was read or written.</summary>
    public Action<Sight>? Seen { get; set; }

    /// <summary>Called right before a write reaches the disk.</summary>
    public Action<Sight>? Writing { get; set; }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = Name(stateName, grainId);
        var found = await weather.Ask(Question.Read, name.Key, () => disk.Read(name.Type, name.Key, name.State));
        grainState.State = found is { } row ? format.Decode<T>(row.Body, grainId.ToString()) : Fresh<T>();
        grainState.ETag = found?.Version;
        grainState.RecordExists = found is not null;
        Seen?.Invoke(new Sight(grainState, name, grainState.ETag));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = Name(stateName, grainId);
        var (value, body) = (grainState.State, format.Encode(grainState.State));
        var rows = (value as ICommitTogether)?.Rows;
        if (rows is not null)
            HistoryRows.Check(rows.History);
        var before = grainState.ETag;
        grainState.ETag = await weather.Ask(Question.WriteState, name.Key, () =>
        {
            Writing?.Invoke(new Sight(grainState, name, before));
            return disk.Write(name, before, body, value, rows);
        });
        grainState.RecordExists = true;
        Seen?.Invoke(new Sight(grainState, name, grainState.ETag));
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = Name(stateName, grainId);
        var (before, rows) = (grainState.ETag, (grainState.State as ICommitTogether)?.Rows);
        await weather.Ask(Question.WriteState, name.Key, () =>
        {
            disk.Clear(name, before, rows);
            return true;
        });
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Fresh<T>()!, null, false);
    }

    private static T Fresh<T>() => Activator.CreateInstance<T>();

    private static (string Type, string Key, string State) Name(string state, GrainId grain) =>
        (grain.Type.ToString()!, grain.Key.ToString()!, state);
}

/// <summary>The other ports of storage on a disk.</summary>
internal sealed class DiskRows(Disk disk, IWeather weather) : IDueIndex, IHistory, IValueLog, IReminderTable,
    ISubscriberIndex
{
    public Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, 256);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, shards);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return weather.Ask(
            Question.Read, "due", () => disk.Due.Until(shard, shards, until, limit).ToImmutableArray());
    }

    public Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken)
    {
        HistoryRows.Check(rows);
        return Write("history", () => disk.History.Append(rows));
    }

    public TimeSpan Retention => TimeSpan.FromDays(90);

    public Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "history", () => disk.History.ReadKeys(keys));

    public Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "history", () => disk.History.Read(query));

    public Task Remove(Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken) =>
        Write("history", () => disk.History.Remove(wallet, topic, key));

    public Task Begin(ChainTerm term, CancellationToken cancellationToken) =>
        Write("values", () => disk.Values.Begin(term));

    public Task Append(
        ChainTerm term, ImmutableArray<ValueRow> values, ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken) =>
        Write("values", () => disk.Values.Append(term, values, touched));

    public Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "values", () => disk.Values.Last(wallet));

    public Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "values", () => disk.Values.Holders(query));

    public Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "values", () => disk.Values.Touched(term, blocks));

    public Task<ImmutableArray<BlockRef>> TouchedFrom(
        ChainTerm term, long block, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "values", () => disk.Values.TouchedFrom(term, block));

    public Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken) =>
        Write("values", () => disk.Values.Orphan(term, blocks, workflows));

    public Task Finalized(ChainId chain, long block, CancellationToken cancellationToken) =>
        Write("values", () => disk.Values.Finalized(chain, block));

    public Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "subscribers", () => disk.Subscribers.Read(query).ToImmutableArray());

    public Task<long> Count(string entry, CancellationToken cancellationToken) =>
        weather.Ask(Question.Read, "subscribers", () => disk.Subscribers.Count(entry));

    public Task<ReminderTableData> ReadRows(GrainId grainId) => weather.Ask(
        Question.Read, "reminders", () => new ReminderTableData(disk.Reminders().Where(it => it.GrainId == grainId)));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => weather.Ask(
        Question.Read,
        "reminders",
        () => new ReminderTableData(disk.Reminders().Where(it => IsIn(it.GrainId.GetUniformHashCode(), begin, end))));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        weather.Ask(Question.Read, "reminders", () => disk.Reminder(grainId, reminderName));

    public Task<string?> UpsertRow(ReminderEntry entry) =>
        weather.Ask<string?>(Question.Write, "reminders", () => disk.Upsert(entry));

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        weather.Ask(Question.Write, "reminders", () => disk.Remove(grainId, reminderName, eTag));

    public Task TestOnlyClearTable() => Write("reminders", disk.ClearReminders);

    private static bool IsIn(uint hash, uint begin, uint end) =>
        begin == end || (begin < end ? hash > begin && hash <= end : hash > begin || hash <= end);

    private Task<bool> Write(string about, Action act) => weather.Ask(Question.Write, about, () =>
    {
        act();
        return true;
    });
}

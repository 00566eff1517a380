using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Simulation.Store;

/// <summary>A state that became durable.</summary>
/// <param name="Type">The grain's type.</param>
/// <param name="Key">The grain's key.</param>
/// <param name="State">The state's name.</param>
/// <param name="Before">The version that it replaced; null for none.</param>
/// <param name="After">Its own version.</param>
/// <param name="Value">The state as its writer handed it over.</param>
/// <param name="Rows">What became durable with it.</param>
internal sealed record Commit(
    string Type, string Key, string State, string? Before, string After, object? Value, CommitRows? Rows);

/// <summary>What outlives every process: each method is one transaction.</summary>
internal sealed class Disk
{
    private readonly Dictionary<(string Type, string Key, string State), (byte[] Body, long Version)> _states = [];
    private readonly Dictionary<(GrainId, string), ReminderEntry> _reminders = [];
    private long _version;

    /// <summary>Called after each write of a state.</summary>
    public Action<Commit>? Committed { get; set; }

    public DueRows Due { get; } = new();

    public HistoryRows History { get; } = new();

    public ValueRows Values { get; } = new();

    public SubscriberRows Subscribers { get; } = new();

    public (byte[] Body, string Version)? Read(string type, string key, string state) =>
        _states.TryGetValue((type, key, state), out var row) ? (row.Body, Text(row.Version)) : null;

    /// <summary>The new version.</summary>
    public string Write(
        (string Type, string Key, string State) name, string? before, byte[] body, object? value, CommitRows? rows)
    {
        Check(name, before);
        _states[name] = (body, ++_version);
        Put(rows);
        var after = Text(_version);
        Committed?.Invoke(new Commit(name.Type, name.Key, name.State, before, after, value, rows));
        return after;
    }

    public void Clear((string Type, string Key, string State) name, string? before, CommitRows? rows)
    {
        Check(name, before);
        _states.Remove(name);
        Put(rows);
    }

    public IEnumerable<ReminderEntry> Reminders() => _reminders.Values
        .OrderBy(row => row.GrainId.ToString(), StringComparer.Ordinal)
        .ThenBy(row => row.ReminderName, StringComparer.Ordinal)
        .Select(Copy);

    public ReminderEntry? Reminder(GrainId grain, string name) =>
        _reminders.TryGetValue((grain, name), out var row) ? Copy(row) : null;

    public string Upsert(ReminderEntry entry)
    {
        var row = Copy(entry);
        row.ETag = Text(++_version);
        _reminders[(entry.GrainId, entry.ReminderName)] = row;
        return row.ETag;
    }

    public bool Remove(GrainId grain, string name, string version) =>
        _reminders.TryGetValue((grain, name), out var row) && row.ETag == version && _reminders.Remove((grain, name));

    public void ClearReminders() => _reminders.Clear();

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static ReminderEntry Copy(ReminderEntry row) => new()
    {
        GrainId = row.GrainId,
        ReminderName = row.ReminderName,
        StartAt = row.StartAt,
        Period = row.Period,
        ETag = row.ETag,
    };

    private void Check((string Type, string Key, string State) name, string? before)
    {
        var stored = _states.TryGetValue(name, out var row) ? Text(row.Version) : null;
        if (stored != before)
            throw new InconsistentStateException("Another version is stored.", stored, before);
    }

    private void Put(CommitRows? rows)
    {
        if (rows is null)
            return;
        Due.Set(rows.Wallet, rows.DueAt);
        History.Append(rows.History);
        foreach (var part in rows.Index)
            Subscribers.Set(rows.Wallet, part);
    }
}

/// <summary>The due index.</summary>
internal sealed class DueRows
{
    private readonly SortedDictionary<Address, DateTimeOffset> _rows = [];

    public IEnumerable<DueEntry> All => _rows.Select(row => new DueEntry(row.Key, row.Value));

    public DateTimeOffset? Of(Address wallet) => _rows.TryGetValue(wallet, out var at) ? at : null;

    public void Set(Address wallet, DateTimeOffset? at)
    {
        if (at is { } due)
            _rows[wallet] = due;
        else
            _rows.Remove(wallet);
    }

    public IEnumerable<DueEntry> Until(int shard, int shards, DateTimeOffset until, int limit) => All
        .Where(row => row.At <= until && LastByte(row.Wallet) % shards == shard)
        .OrderBy(row => row.At)
        .Take(limit);

    private static byte LastByte(Address wallet)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes[^1];
    }
}

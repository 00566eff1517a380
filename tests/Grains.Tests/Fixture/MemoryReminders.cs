using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Tests.Fixture;

/// <summary>Reminders that outlive the processes of a house.</summary>
internal sealed class MemoryReminders : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId, string), ReminderEntry> _rows = new();

    /// <summary>So many of the next writes fail.</summary>
    public int Refusals { get; set; }

    /// <summary>What every write waits for.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>The names of all that are stored.</summary>
    public IEnumerable<string> Names => _rows.Keys.Select(key => key.Item2);

    public Task<ReminderTableData> ReadRows(GrainId grainId) =>
        Task.FromResult(new ReminderTableData(_rows.Values.Where(row => row.GrainId == grainId)));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(new ReminderTableData(_rows.Values));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        await BeforeWrite();
        if (Refusals-- > 0)
            throw new IOException("No room for a reminder.");
        _rows[(entry.GrainId, entry.ReminderName)] = entry;
        return "1";
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        Task.FromResult(_rows.TryRemove((grainId, reminderName), out _));

    public Task TestOnlyClearTable()
    {
        _rows.Clear();
        return Task.CompletedTask;
    }
}

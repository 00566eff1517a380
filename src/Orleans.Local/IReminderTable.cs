using Orleans.Runtime;

namespace Orleans;

/// <summary>The durable store of reminders.</summary>
public interface IReminderTable
{
    /// <summary>Opens the table; called once before any other method.</summary>
    Task StartAsync(CancellationToken cancellationToken = default)
#pragma warning disable CS0618 // Orleans's own default, for tables written before StartAsync.
        => Init();
#pragma warning restore CS0618

    /// <summary>The former name of <see cref="StartAsync"/>.</summary>
    [Obsolete("Implement and use StartAsync instead")]
    Task Init() => Task.CompletedTask;

    /// <summary>All reminders of a grain.</summary>
    Task<ReminderTableData> ReadRows(GrainId grainId);

    /// <summary>
    /// All reminders whose grain's uniform hash lies in (begin, end]; all of them when both are equal.
    /// </summary>
    Task<ReminderTableData> ReadRows(uint begin, uint end);

    /// <summary>One reminder, or null.</summary>
    Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

    /// <summary>Writes a reminder whatever was stored before; the result is its new ETag.</summary>
    Task<string?> UpsertRow(ReminderEntry entry);

    /// <summary>
    /// Removes a reminder if its ETag is still the given one; false if it is gone or another version.
    /// </summary>
    Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

    /// <summary>Empties the table. For tests only.</summary>
    Task TestOnlyClearTable();

    /// <summary>Closes the table.</summary>
    Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>A stored reminder.</summary>
public sealed class ReminderEntry
{
    /// <summary>Whose reminder it is.</summary>
    public GrainId GrainId { get; set; }

    /// <summary>Its name within the grain.</summary>
    public string ReminderName { get; set; } = null!;

    /// <summary>When it ticks first, UTC.</summary>
    public DateTime StartAt { get; set; }

    /// <summary>The time between ticks.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>The version of the row.</summary>
    public string? ETag { get; set; }

    /// <inheritdoc />
    public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period}>";
}

/// <summary>A list of stored reminders.</summary>
public sealed class ReminderTableData
{
    /// <summary>Of many.</summary>
    public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = [.. list];

    /// <summary>The reminders.</summary>
    public IList<ReminderEntry> Reminders { get; }

    /// <inheritdoc />
    public override string ToString() => $"[{Reminders.Count} reminders: {string.Join(", ", Reminders)}.";
}

using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// How a grain keeps its reminders. A reminder survives the activation and the process. The container must hold an
/// <see cref="IReminderTable"/>.
/// </summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder or changes the one of this name.</summary>
    /// <param name="grain">The grain, which must implement <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">The name within the grain.</param>
    /// <param name="dueTime">The time to the first tick.</param>
    /// <param name="period">
    /// The time between ticks, at least <see cref="Hosting.ReminderOptions.MinimumReminderPeriod"/>.
    /// </param>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var activation = GrainBaseExtensions.Context(grain);
        if (string.IsNullOrWhiteSpace(reminderName))
            throw new ArgumentNullException(nameof(reminderName));
        if (grain is not IRemindable)
            throw new InvalidOperationException(
                $"Grain {activation.GrainId} is not '{nameof(IRemindable)}'. A grain should implement "
                + $"{nameof(IRemindable)} to use the persistent reminder service");
        return activation.Runtime.Reminders.Register(activation.GrainId, reminderName, dueTime, period);
    }

    /// <summary>Ends a reminder.</summary>
    /// <exception cref="ReminderException">
    /// The reminder was changed since <paramref name="reminder"/> was obtained.
    /// </exception>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
        => GrainBaseExtensions.Context(grain).Runtime.Reminders.Unregister(reminder);

    /// <summary>The reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        var activation = GrainBaseExtensions.Context(grain);
        return activation.Runtime.Reminders.Get(activation.GrainId, reminderName);
    }

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain)
    {
        var activation = GrainBaseExtensions.Context(grain);
        return activation.Runtime.Reminders.GetAll(activation.GrainId);
    }
}

using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A grain that receives reminders.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>A reminder came due. The grain was activated for it if it was not active.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A registered reminder.</summary>
    public interface IGrainReminder
    {
        /// <summary>Its name within the grain.</summary>
        string ReminderName { get; }
    }

    /// <summary>When a reminder ticks.</summary>
    /// <param name="firstTickTime">When it ticked first, UTC.</param>
    /// <param name="period">The time between ticks.</param>
    /// <param name="timeStamp">When this tick was sent, UTC.</param>
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>When it ticked first, UTC.</summary>
        public DateTime FirstTickTime { get; } = firstTickTime;

        /// <summary>The time between ticks.</summary>
        public TimeSpan Period { get; } = period;

        /// <summary>When this tick was sent, UTC.</summary>
        public DateTime CurrentTickTime { get; } = timeStamp;

        /// <inheritdoc />
        public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
    }
}

using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Local;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{GrainId} could not be activated. Its callers got the exception.")]
    public static partial void ActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{GrainId} failed while it was deactivated. It is gone all the same.")]
    public static partial void DeactivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer tick of {GrainId} failed. The timer goes on.")]
    public static partial void TimerFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Reminder {Reminder} of {GrainId} failed. It ticks again when it is next due.")]
    public static partial void ReminderFailed(ILogger logger, GrainId grainId, string reminder, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Reminder {Reminder} names {GrainId}, of which this program has no class.")]
    public static partial void ReminderOfUnknownGrain(ILogger logger, GrainId grainId, string reminder);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} grains were not deactivated in the time that the host gave.")]
    public static partial void LeftBehind(ILogger logger, int count);
}

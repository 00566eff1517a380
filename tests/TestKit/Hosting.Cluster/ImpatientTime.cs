namespace Kwala.TestKit.Hosting;

/// <summary>
/// A clock for who waits until an instant by <see cref="Task.Delay(TimeSpan, TimeProvider)"/>, as Orleans's reminders
/// do. A delay is cut to whole milliseconds; with less than one left it is over at once, and the clock is asked again
/// and again until it has moved. One that moves only when told would be asked for ever, by the very thread that moves
/// it. So whoever asks a thousand times in a row at one instant, arming no timer, is told that its millisecond is over.
/// </summary>
internal sealed class ImpatientTime(TimeProvider time) : TimeProvider
{
    private const int Patience = 1000;

    [ThreadStatic]
    private static (ImpatientTime? Clock, DateTimeOffset At, int Times) s_asked;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var now = time.GetUtcNow();
        s_asked = s_asked.Clock == this && s_asked.At == now ? (this, now, s_asked.Times + 1) : (this, now, 1);
        if (s_asked.Times < Patience)
            return now;
        s_asked = default;
        return now + TimeSpan.FromMilliseconds(1);
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        s_asked = default;
        return time.CreateTimer(callback, state, dueTime, period);
    }
}

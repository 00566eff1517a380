namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// The system's clock, ahead by as much as the test says: a house that really runs sees an expiry come and still waits
/// no longer for what it waits for.
/// </summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ahead;

    /// <summary>How far ahead of the system's clock it is.</summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _ahead));
        set => Volatile.Write(ref _ahead, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}

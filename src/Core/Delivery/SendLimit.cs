namespace Kwala.Core.Delivery;

/// <summary>How fast a provider takes messages from one deployment, whatever number of processes it has.</summary>
/// <param name="PerSecond">Messages a second over all addresses; at least 1.</param>
/// <param name="PerAddress">The least time between two messages to one address; zero for none.</param>
public sealed record SendLimit(int PerSecond, TimeSpan PerAddress)
{
    // Timers count whole milliseconds and cut off the rest: a message may leave by so much before its place.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The least time between two places, so that no second has one message too many: rounded up, and a thousandth
    /// longer than the limit asks for because a message may leave up to a millisecond early.
    /// </summary>
    public TimeSpan Interval => new((TimeSpan.TicksPerSecond + Early.Ticks + PerSecond - 1) / PerSecond);

    /// <summary>
    /// The least time between two places of one address, by the same millisecond longer; zero for none.
    /// </summary>
    public TimeSpan Pause => PerAddress > TimeSpan.Zero ? PerAddress + Early : TimeSpan.Zero;
}

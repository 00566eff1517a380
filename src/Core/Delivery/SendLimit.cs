namespace Kwala.Core.Delivery;

/// <summary>How fast a provider takes messages from one deployment, whatever number of processes it has.</summary>
/// <param name="PerSecond">Messages a second over all addresses; at least 1.</param>
/// <param name="PerAddress">The least time between two messages to one address; zero for none.</param>
public sealed record SendLimit(int PerSecond, TimeSpan PerAddress)
{
    /// <summary>The least time between two messages: rounded up, so that no second has one too many.</summary>
    public TimeSpan Interval => new((TimeSpan.TicksPerSecond + PerSecond - 1) / PerSecond);
}

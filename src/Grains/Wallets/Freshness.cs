namespace Kwala.Grains.Wallets;

/// <summary>
/// How long an activation may believe its copy of a state without looking at what is stored. A cluster may have two
/// activations of one wallet for a while. The one that saves second learns of it; one that decides that nothing changed
/// saves nothing, and would never know that it decided on an old state.
/// </summary>
internal sealed class Freshness(TimeProvider time)
{
    // Where nobody was ever seen to be overtaken: one look per wallet in so long a time.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(10);

    // Longer than a cluster takes to agree who is gone, and who holds what.
    private static readonly TimeSpan DoubtMax = TimeSpan.FromMinutes(5);

    private long _doubtedAt = long.MinValue;

    /// <summary>The present, by a clock that nobody sets.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>A grain of this silo was overtaken: others may have been, and may be for a while.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, Now);

    /// <summary>Whether a copy that was read, or saved, then may be decided on as it is.</summary>
    public bool Suffices(long readAt)
    {
        var doubtedAt = Volatile.Read(ref _doubtedAt);
        return time.GetElapsedTime(readAt) < AgeMax
            && (doubtedAt == long.MinValue || time.GetElapsedTime(doubtedAt, readAt) > DoubtMax);
    }
}

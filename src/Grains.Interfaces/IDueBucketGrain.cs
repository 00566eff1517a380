using Orleans;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// Wakes the wallets of one shard of the due index as they come due (decision 7). The key is the shard's number.
/// </summary>
[Alias("kwala.IDueBucketGrain")]
public interface IDueBucketGrain : IGrainWithStringKey
{
    /// <summary>Starts keeping watch; nothing happens where it keeps already.</summary>
    [Alias("Keep")]
    Task Keep();
}

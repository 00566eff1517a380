using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>
/// When an activation has to look at what is stored before it goes by its copy. Where the store is shared a cluster may
/// have two activations of one wallet for a while. The one that saves second learns of it by its save; one that saves
/// nothing would never know that it went by an old state (docs/decisions/0008).
/// </summary>
internal sealed class Freshness(StoreSharing store, TimeProvider time)
{
    // The first attempt follows its save at once; what waited longer may have been sent by another since.
    private static readonly TimeSpan SendAgeMax = TimeSpan.FromSeconds(30);

    /// <summary>The present, by a clock that nobody sets.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Whether the decision that nothing changed may be made without a look.</summary>
    public bool SufficesToDecide => !store.IsShared;

    /// <summary>Whether what was read, or saved, then may be sent without a look.</summary>
    public bool SufficesToSend(long readAt) => !store.IsShared || time.GetElapsedTime(readAt) < SendAgeMax;
}

using Orleans;

namespace Kwala.Grains.Wallets;

/// <summary>
/// A wallet's call to itself: an attempt to send ended, something is ready to be sent, or the team's backend answered.
/// A call of its own, so that what follows is decided in a turn that no other turn interleaves.
/// </summary>
[Alias("kwala.IOutboxTurn")]
internal interface IOutboxTurn : IGrainWithStringKey
{
    /// <summary>Decides about an answer and about ended attempts, and starts those that are ready.</summary>
    [Alias("Continue")]
    Task Continue();
}

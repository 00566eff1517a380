using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Delivery;

/// <summary>
/// The attempts that one activation has started and whose outcomes are not yet part of the saved state. Touched only in
/// turns of the activation.
/// </summary>
internal sealed class AttemptsUnderWay
{
    private readonly Dictionary<DeliveryKey, (ReadyDelivery Ready, Task<SendOutcome> Ending)> _started = [];

    /// <summary>Completes when no attempt is under way.</summary>
    public Task AllEnded => Task.WhenAll(_started.Values.Select(attempt => attempt.Ending));

    /// <summary>How many attempts are not yet decided about.</summary>
    public int Count => _started.Count;

    /// <summary>The outcomes that the wallet has not decided about yet.</summary>
    public ImmutableArray<WalletEvent.SendEnded> Ended() =>
    [
        .. _started
            .Where(attempt => attempt.Value.Ending.IsCompletedSuccessfully)
            .Select(attempt => new WalletEvent.SendEnded(
                attempt.Key, attempt.Value.Ending.Result, attempt.Value.Ready.Address, attempt.Value.Ready)),
    ];

    /// <summary>Whether an attempt at this delivery was started and is not yet decided about.</summary>
    public bool Has(DeliveryKey key) => _started.ContainsKey(key);

    /// <summary>An attempt begins.</summary>
    public void Start(ReadyDelivery ready, Task<SendOutcome> attempt) =>
        _started[ready.Delivery.Key] = (ready, attempt);

    /// <summary>These outcomes are part of the saved state.</summary>
    public void Forget(ImmutableArray<WalletEvent.SendEnded> saved)
    {
        foreach (var ended in saved)
            _started.Remove(ended.Key);
    }
}

namespace Kwala.Simulation.Invariants;

/// <summary>
/// Every delivery ends, the due index empties, and the chain is followed to its head, once nothing goes wrong any more.
/// </summary>
internal sealed class EverythingEnds : Invariant
{
    public override Promise Promise => Promise.Liveness;

    public override void Ended(Ledger ledger)
    {
        if (ledger.IsQuiet)
            return;
        var waiting = ledger.Wallets.Where(it => !it.Value.Outbox.IsEmpty)
            .Select(it => $"{Short(it.Key)} has {it.Value.Outbox.Length} in its outbox, first "
                + $"{it.Value.Outbox[0].Notification.Role} {it.Value.Outbox[0].Deliveries[0]}");
        var due = ledger.Disk.Due.All.Select(it => $"{Short(it.Wallet)} is due since {it.At:HH:mm:ss}");
        var places = ledger.Place.Depths.Select(it => $"depth {it.Confirmations} is at {it.Next} of "
            + $"{ledger.Chain.Head.Ref.Number}, settlements {it.Settlements.Length}");
        Break(string.Join("; ", [.. waiting, .. due, .. places]));
    }
}

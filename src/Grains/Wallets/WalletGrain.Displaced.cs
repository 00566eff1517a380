using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

// What a full outbox displaced waits as dead letters and comes back from there.
internal sealed partial class WalletGrain
{
    private const int ResumedAtOnce = 8, LookedThrough = 64;

    /// <summary>Takes back what was displaced, as far as there is room. True where something changed.</summary>
    private async Task<bool> ResumeDisplaced(LiveSet live)
    {
        if (!Outbox.HasRoom(_state))
            return false;
        // Before more comes back, for the record remembers few: what it forgets must not wait outside any more.
        var gone = _state.Displaced!.Withdrawn;
        foreach (var key in gone)
            await around.History.Remove(
                _wallet, HistoryTopic.DeadLetter, HistoryMap.DisplacedKey(key), CancellationToken.None);
        // What ends an episode comes back after what told of it.
        var outside = (await Outside())
            .OrderBy(it => (it.What.Notification.Role == NotificationRole.Resolved, it.What.Notification.DecidedAt))
            .Take(ResumedAtOnce);
        return await Resume([.. outside], gone, live) || await ResumeDisplaced(live);
    }

    /// <summary>
    /// Before an end that the operator sends: what is told of its episode comes back. False where it has no room yet.
    /// </summary>
    private async Task<bool> ResumeBefore(Notification end, LiveSet live)
    {
        if (end.Role != NotificationRole.Resolved || _state.Displaced is null)
            return true;
        var before = (await Outside()).Where(it => it.What.IsBefore(end))
            .OrderBy(it => it.What.Notification.DecidedAt).ToImmutableArray();
        if (before.IsEmpty)
            return true;
        if (!await Resume(before, gone: [], live))
            return await ResumeBefore(end, live);
        var policy = around.Policies.Of(_wallet, live);
        return before.All(it => Outbox.IsBack(_state, it.What, policy));
    }

    private async Task<IEnumerable<(string Key, DisplacedNotification What)>> Outside() =>
        (await around.History.Read(
            new HistoryQuery(
                HistoryTopic.DeadLetter, _wallet, Outcome: DeliveryWords.Displaced, Limit: LookedThrough),
            CancellationToken.None))
        .Rows.Select(row => (row.Key, HistoryMap.ToDeadLetter(row.Body)));

    // False where they were read too early.
    private async Task<bool> Resume(
        ImmutableArray<(string Key, DisplacedNotification What)> outside,
        ImmutableArray<DeliveryKey> gone,
        LiveSet live)
    {
        if (!await Decided(new WalletEvent.Resumed([.. outside.Select(it => it.What)]) { Gone = gone }, live))
            return false;
        // After the save, and before anything is sent: what a crash leaves here is found in the outbox again. What a
        // full outbox gave back stays.
        var policy = around.Policies.Of(_wallet, live);
        foreach (var (key, what) in outside)
            if (Outbox.IsBack(_state, what, policy))
                await around.History.Remove(_wallet, HistoryTopic.DeadLetter, key, CancellationToken.None);
        return true;
    }
}

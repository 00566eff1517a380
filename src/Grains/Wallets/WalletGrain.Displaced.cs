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

    // Whose dead letters this activation dropped since it last said so to its record.
    private ImmutableArray<DisplacedNotification> _dropped = [];

    /// <summary>Takes back what was displaced, as far as there is room. True where something changed.</summary>
    private async Task<bool> ResumeDisplaced(LiveSet live)
    {
        if (!Outbox.HasRoom(_state))
            return false;
        var page = await around.History.Read(
            new HistoryQuery(
                HistoryTopic.DeadLetter, _wallet, Outcome: DeliveryWords.Displaced, Limit: LookedThrough),
            CancellationToken.None);
        // What ends an episode comes back after what told of it.
        var rows = page.Rows
            .Select(row => (Row: row, HistoryMap.ToDeadLetter(row.Body).Notification))
            .OrderBy(it => (it.Notification.Role == NotificationRole.Resolved, it.Notification.DecidedAt))
            .Take(ResumedAtOnce);
        return await Resume(live, [.. rows.Select(it => it.Row)]) || await ResumeDisplaced(live);
    }

    // False where they were read too early.
    private async Task<bool> Resume(LiveSet live, ImmutableArray<HistoryRow> rows)
    {
        var displaced = rows.Select(row => HistoryMap.ToDeadLetter(row.Body)).ToImmutableArray();
        var dropped = _dropped;
        if (!await Decided(new WalletEvent.Resumed(displaced) { Gone = dropped }, live))
            return false;
        _dropped = _dropped.RemoveRange(dropped);
        // After the save, and before anything is sent: what a crash leaves here is found in the outbox again.
        var policy = around.Policies.Of(_wallet, live);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!Outbox.IsBack(_state, displaced[i], policy))
                continue;
            await around.History.Remove(_wallet, HistoryTopic.DeadLetter, rows[i].Key, CancellationToken.None);
            _dropped = _dropped.Add(displaced[i]);
        }

        return true;
    }
}

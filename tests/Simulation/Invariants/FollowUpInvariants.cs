using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.Simulation.Worlds;

namespace Kwala.Simulation.Invariants;

/// <summary>An episode of a position of a wallet.</summary>
internal readonly record struct EpisodeOf(Address Wallet, WorkflowId Workflow, SubjectKey Subject, long Number)
{
    /// <summary>The one that a planned delivery is about; null where it was never planned.</summary>
    public static EpisodeOf? Of(Ledger ledger, string key) => ledger.Planned.TryGetValue(key, out var planned)
        ? new EpisodeOf(planned.Wallet, planned.Told.Workflow, planned.Told.Subject, planned.Told.Episode)
        : null;

    /// <summary>Whether it is open now.</summary>
    public bool IsOpen(Ledger ledger) =>
        ledger.Of(Wallet).Tracks.GetValueOrDefault(Workflow)?.Episodes.GetValueOrDefault(Subject)?.Current
            is Episode.Open open && open.Number == Number;
}

/// <summary>
/// Nobody is told that an episode is over who was not told of it before over the same channel, be it in a digest. Over one
/// that collapses a crash leaves in doubt whether anything was sent: that counts as heard.
/// </summary>
internal sealed class EndsAreHeardOf : Invariant
{
    private readonly HashSet<(EpisodeOf, ChannelName)> _attempted = [];
    private readonly HashSet<EpisodeOf> _digested = [];

    public override Promise Promise => Promise.Safety;

    // What a crash cut off may have been sent, too.
    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        foreach (var pending in commit.After.Outbox)
            if (pending.Notification is { Role: NotificationRole.Alert or NotificationRole.Repeat } it)
                foreach (var delivery in pending.Deliveries)
                    if (delivery.Phase == DeliveryPhase.Attempting)
                        _attempted.Add((
                            new EpisodeOf(commit.Wallet, it.Workflow, it.Subject, it.Episode), delivery.Channel));
        foreach (var row in commit.Rows.History.Where(it => it.Topic == HistoryTopic.DigestItem))
            foreach (var item in DigestMap.ToEvent(0, [row]).Items)
                _digested.Add(new EpisodeOf(commit.Wallet, item.Workflow, item.Subject, item.Episode));
    }

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        if (EpisodeOf.Of(ledger, attempt.Message.Key) is not { } episode)
            return;
        if (attempt.Message.Role is NotificationRole.Alert or NotificationRole.Repeat)
            _attempted.Add((episode, attempt.Channel.Name));
        else if (attempt.Message.Role == NotificationRole.Resolved && !attempt.Channel.CollapsesByKey
            && !_attempted.Contains((episode, attempt.Channel.Name)) && !_digested.Contains(episode))
            Break($"{Short(attempt.Wallet)}: the end of {episode.Workflow} {episode.Subject}:{episode.Number} is told "
                + $"over {attempt.Channel.Name}, where nothing of it was ever sent");
    }
}

/// <summary>
/// Once the chain has settled, the last word on an episode is true: who heard that it is over is told again where it is
/// open after all, and who heard of it hears the end where it is over.
/// </summary>
internal sealed class LastWordIsTrue : Invariant
{
    private readonly Dictionary<(EpisodeOf, ChannelName), (NotificationRole Role, string Key)> _last = [];

    public override Promise Promise => Promise.Liveness;

    public override void Accepted(Ledger ledger, Attempt attempt)
    {
        if (EpisodeOf.Of(ledger, attempt.Message.Key) is { } episode)
            _last[(episode, attempt.Channel.Name)] = (attempt.Message.Role, attempt.Message.Key);
    }

    public override void Ended(Ledger ledger)
    {
        // Where owners choose, and where a record is full, less is told; two processes at once may each send.
        if (ledger.ClearingBlock >= 0 || ledger.Plan.Has(Fault.TwoProcesses))
            return;
        // What waited outside a full outbox while its episode ended is told without its end (docs/simulation.md).
        var outside = ledger.Disk.History.All(HistoryTopic.Delivery)
            .Where(row => row.Outcome == DeliveryWords.Displaced
                && ledger.Planned.TryGetValue(row.Key[..64], out var it) && it.Told.Role == NotificationRole.Alert)
            .Select(row => EpisodeOf.Of(ledger, row.Key[..64])).ToHashSet();
        foreach (var ((episode, channel), (role, key)) in _last)
        {
            if (outside.Contains(episode) || ledger.Meddled.Contains(episode.Wallet)
                || ledger.Crowded.Contains(episode.Wallet)
                // Whoever could not be reached when it ended may have an address again since (decision 14).
                || ledger.Since(episode.Wallet, DateTimeOffset.MinValue).Any(then =>
                    then.Preferences.Contacts.Any(it => it.Value.Standing == ContactStanding.Gone)))
                continue;
            var planned = ledger.Planned.Where(it => EpisodeOf.Of(ledger, it.Key) == episode).ToArray();
            if (role == NotificationRole.Resolved && episode.IsOpen(ledger)
                && !planned.SkipWhile(it => it.Key != key).Any(it =>
                    it.Value.Told.Role is NotificationRole.Alert or NotificationRole.Repeat))
                Break($"{Short(episode.Wallet)}: {episode.Workflow} {episode.Subject}:{episode.Number} is open, and "
                    + $"{channel} told that it is over");
            else if (role is NotificationRole.Alert or NotificationRole.Repeat && !episode.IsOpen(ledger)
                && ledger.Workflows.Single(it => it.Id == episode.Workflow).Resolved is not null
                && !planned.Any(it => it.Value.Told.Role is NotificationRole.Resolved or NotificationRole.Retraction))
                Break($"{Short(episode.Wallet)}: {episode.Workflow} {episode.Subject}:{episode.Number} is over, and "
                    + $"{channel} was never to tell so");
        }
    }
}

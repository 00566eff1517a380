using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Simulation.Store;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Invariants;

/// <summary>
/// Nothing is sent before the state that remembers it is durable; over a channel that cannot collapse a repetition, not
/// before the attempt itself is (decisions 5 and 6).
/// </summary>
internal sealed class SavedBeforeSent : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        var key = attempt.Message.Key;
        var deliveries = ledger.Since(attempt.Wallet, attempt.At - Moment.In(ledger))
            .SelectMany(state => state.Outbox).SelectMany(pending => pending.Deliveries)
            .Where(delivery => delivery.Key.ToString() == key).ToArray();
        if (deliveries.Length == 0)
            Break($"{Short(attempt.Wallet)}: {key[..8]} is sent and stands in no durable outbox");
        else if (!attempt.Channel.CollapsesByKey && deliveries.All(it => it.Phase != DeliveryPhase.Attempting))
            Break($"{Short(attempt.Wallet)}: {key[..8]} is sent by {attempt.Channel.Name} without a durable attempt");
    }
}

/// <summary>How long a process may be wrong about the present: the longest way to a store and a grain call.</summary>
internal static class Moment
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(90), Short = TimeSpan.FromSeconds(10);

    public static TimeSpan In(Ledger ledger) =>
        ledger.Plan.Has(Fault.StoreSlow | Fault.TwoProcesses) ? Long : Short;
}

/// <summary>Who sends holds the wallet's last version, or did a moment ago (decision 5).</summary>
internal sealed class LastSaverSends : Invariant
{
    private readonly Dictionary<(string Key, string Version), (HashSet<SimulatedProcess> Holders, DateTimeOffset? Ended)>
        _versions = [];
    private readonly Dictionary<string, string> _last = [];

    public override Promise Promise => Promise.Safety;

    public override void Seen(Ledger ledger, Sight sight, SimulatedProcess process)
    {
        if (sight.Name.State != "wallet" || sight.Version is not { } version)
            return;
        if (!_versions.TryGetValue((sight.Name.Key, version), out var known))
            _versions[(sight.Name.Key, version)] = known = ([], null);
        known.Holders.Add(process);
        if (_last.TryGetValue(sight.Name.Key, out var last) && last != version && IsOlder(last, version)
            && _versions[(sight.Name.Key, last)] is { Ended: null } before)
            _versions[(sight.Name.Key, last)] = before with { Ended = ledger.Now };
        if (last is null || IsOlder(last, version))
            _last[sight.Name.Key] = version;
    }

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        var held = _versions.Any(it => it.Key.Key == attempt.Message.Wallet
            && it.Value.Holders.Contains(attempt.Process)
            && (it.Value.Ended is null || it.Value.Ended > attempt.At - Moment.In(ledger)));
        if (!held)
            Break($"{Short(attempt.Wallet)}: {attempt.Message.Key[..8]} is sent by a process that another overtook");
    }

    private static bool IsOlder(string one, string other) =>
        long.Parse(one, null) < long.Parse(other, null);
}

/// <summary>
/// One log is told once: the same thing never reaches an owner over one channel under two keys, which no receiver
/// could collapse; unless something of the position was taken back in between, for a block can leave the chain and come
/// again, or its owner chose another threshold.
/// </summary>
internal sealed class ToldOnce : Invariant
{
    private static readonly string NoTransaction = default(Bytes32).ToString();

    private readonly Dictionary<(ChannelName, Address, string, NotificationRole, string), (string Key, DateTimeOffset At)>
        _told = [];
    private readonly Dictionary<(Address, WorkflowId, SubjectKey), DateTimeOffset> _takenBack = [];

    public override Promise Promise => Promise.Safety;

    // An alert in doubt that the record drops is retracted, whether its owner wants to hear that or not.
    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        foreach (var (workflow, track) in commit.Before.Tracks)
            foreach (var (subject, book) in track.Episodes)
                if (book.Unfinal.Any(alert => alert.Orphaned && !Knows(commit.After, workflow, subject, alert)))
                    _takenBack[(commit.Wallet, workflow, subject)] = commit.At;
    }

    private static bool Knows(WalletState state, WorkflowId workflow, SubjectKey subject, UnfinalAlert alert) =>
        state.Tracks.GetValueOrDefault(workflow)?.Episodes.GetValueOrDefault(subject)?.Unfinal
            .Any(it => it.Episode == alert.Episode && it.Ordinal == alert.Ordinal) == true;

    public override void Accepted(Ledger ledger, Attempt attempt)
    {
        var message = attempt.Message;
        // A changed threshold decides by a value whose log is not known any more.
        if (message.CorrelationId.Contains(NoTransaction, StringComparison.Ordinal))
            return;
        var what = (attempt.Channel.Name, attempt.Wallet, message.Kind, message.Role, message.CorrelationId);
        var known = _told.TryGetValue(what, out var before);
        _told[what] = (message.Key, attempt.At);
        if (known && before.Key != message.Key && !IsPastItsDepth(ledger, before.Key)
            && !(_takenBack.TryGetValue(PositionOf(ledger, before.Key), out var takenBack) && takenBack >= before.At)
            && ledger.PreferencesSince(attempt.Wallet) < before.At
            // One block of another branch confirms all alerts of a level that was passed several times (docs/simulation.md).
            && !(ledger.Plan.Has(Fault.NodeForked) && ledger.Planned[before.Key].Told.Level > 0)
            // A record that is full forgets what it told of a block that a reorg takes away.
            && !ledger.Crowded.Contains(attempt.Wallet))
            Break($"{Short(attempt.Wallet)}: {message.Role} of {message.CorrelationId} was told as "
                + $"{before.Key[..8]} and as {message.Key[..8]}");
    }

    private static (Address, WorkflowId, SubjectKey) PositionOf(Ledger ledger, string key)
    {
        var (wallet, _, told) = ledger.Planned[key];
        return (wallet, told.Workflow, told.Subject);
    }

    // What was confirmed deeply enough is not undone (decision 10), and told anew where the chain comes back to it.
    private static bool IsPastItsDepth(Ledger ledger, string key) =>
        ledger.Workflows.Single(it => it.Id == ledger.Planned[key].Told.Workflow).Trigger.Confirmations is var depth and > 0
            && depth < ledger.DeepestReorg;
}

/// <summary>
/// Over a channel that does not collapse by key a message arrives once; in the critical lane once more at the most,
/// saying that it may be a repeat (decision 6).
/// </summary>
internal sealed class RepeatsAsDecided : Invariant
{
    private readonly Dictionary<string, (int Plain, int Repeats)> _arrived = [];

    public override Promise Promise => Promise.Safety;

    public override void Accepted(Ledger ledger, Attempt attempt)
    {
        if (attempt.Channel.CollapsesByKey)
            return;
        var message = attempt.Message;
        var (plain, repeats) = _arrived.GetValueOrDefault(message.Key);
        _arrived[message.Key] = message.MayBeRepeat ? (plain, ++repeats) : (++plain, repeats);
        if (plain > 1 || repeats > (message.Lane == Lane.Critical ? 1 : 0))
            Break($"{Short(attempt.Wallet)}: {message.Key[..8]} ({message.Lane}) arrived {plain} times plainly and "
                + $"{repeats} times as a repeat over {attempt.Channel.Name}");
    }
}

/// <summary>Nothing is sent to an owner who did not want it when it was sent.</summary>
internal sealed class OnlyTheWilling : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        // A mute that was over when it was decided may begin anew by a clock that was set back since.
        var latest = ledger.Plan.Has(Fault.ClockJumps)
            ? attempt.At + Troubles.ClockErrorMax
            : attempt.At + attempt.Process.ClockError;
        if (!ledger.Since(attempt.Wallet, attempt.At - Moment.In(ledger))
            .Any(state => Wants(state.Preferences, attempt, latest)))
            Break($"{Short(attempt.Wallet)}: {attempt.Message.Key[..8]} is sent by {attempt.Channel.Name} to "
                + "an owner who has not wanted it for a while");
    }

    private static bool Wants(Preferences preferences, Attempt attempt, DateTimeOffset latest) =>
        !preferences.MutedKinds.Contains(new KindName(attempt.Message.Kind))
        && !preferences.MutedChannels.Contains(attempt.Channel.Name)
        && !(preferences.MutedUntil > latest)
        && IsReachable(preferences.Contacts.GetValueOrDefault(attempt.Channel.Name), attempt);

    private static bool IsReachable(Contact? contact, Attempt attempt) =>
        contact is { Standing: ContactStanding.Verified, Address: var address }
            ? attempt.Message.Address == address
            : !attempt.Channel.NeedsAddress;
}

/// <summary>Nothing is sent long after it was worth sending (decision 12).</summary>
internal sealed class NothingStale : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        if (ledger.Planned.TryGetValue(attempt.Message.Key, out var planned)
            && attempt.At + attempt.Process.ClockError > planned.Told.ValidUntil)
            Break($"{Short(attempt.Wallet)}: {attempt.Message.Key[..8]} is sent at {attempt.At:HH:mm:ss}, and was "
                + $"worth it until {planned.Told.ValidUntil:HH:mm:ss}");
    }
}

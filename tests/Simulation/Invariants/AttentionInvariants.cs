using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Attention;
using Kwala.Simulation.Worlds;

namespace Kwala.Simulation.Invariants;

/// <summary>When a commit was decided, as its writer's clock may have shown it: the two ends.</summary>
internal static class Clock
{
    public static (DateTimeOffset First, DateTimeOffset Last) Of(Ledger ledger, WalletCommit commit)
    {
        var last = commit.At + (commit.Writer?.ClockError ?? TimeSpan.Zero);
        // It may have been set in between.
        var error = ledger.Plan.Has(Fault.ClockJumps) ? 2 * Troubles.ClockErrorMax : TimeSpan.Zero;
        return (last - Moment.In(ledger) - error, last + error);
    }
}

/// <summary>
/// What was put off until an instant is decided again when it comes: it is not sent before, nor where it is over by
/// then. That it does not wait for ever <see cref="EverythingEnds"/> sees.
/// </summary>
internal sealed class PutOffIsDecidedAgain : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        foreach (var before in commit.Before.Outbox.Where(it => it.DeferredUntil is not null))
        {
            var told = before.Notification;
            if (commit.Started.Any(it => NotificationOf.It(it.Told) == NotificationOf.It(told))
                && told.Role is NotificationRole.Alert or NotificationRole.Resolved
                && new EpisodeOf(commit.Wallet, told.Workflow, told.Subject, told.Episode).IsOpen(ledger)
                    != (told.Role == NotificationRole.Alert))
                Break($"{Short(commit.Wallet)}: {told.Role} of {told.Workflow} {told.Subject}:{told.Episode} was put off, "
                    + "is not so any more, and is sent");
        }
    }

    public override void Sending(Ledger ledger, Attempt attempt)
    {
        var durable = ledger.Since(attempt.Wallet, attempt.At - Moment.In(ledger))
            .SelectMany(state => state.Outbox)
            .Where(it => it.Deliveries.Any(one => one.Key.ToString() == attempt.Message.Key)).ToArray();
        if (durable.Length > 0 && durable.All(it => it.DeferredUntil is not null))
            Break($"{Short(attempt.Wallet)}: {attempt.Message.Key[..8]} is put off, and sent");
    }
}

/// <summary>
/// In quiet hours nothing is decided to be sent at once but what is critical, and what takes back what is not true.
/// </summary>
internal sealed class QuietIsKept : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var choices = commit.After.Preferences.Attention;
        if (choices.Quiet is not { } quiet || commit.Started.IsEmpty)
            return;
        var (zone, (first, last)) = (OwnerTime.ZoneOf(choices.Zone), Clock.Of(ledger, commit));
        for (var at = first; at < last; at += TimeSpan.FromSeconds(30))
            if (!quiet.Holds(OwnerTime.MinuteOf(at, zone)))
                return;
        if (!quiet.Holds(OwnerTime.MinuteOf(last, zone)))
            return;
        foreach (var (told, _) in commit.Started)
            if (told.Lane != Lane.Critical && told.Role != NotificationRole.Retraction)
                Break($"{Short(commit.Wallet)}: {told.Role} of {told.Workflow} is sent in quiet hours, {quiet}");
    }
}

/// <summary>
/// No more than the budget of non-critical messages is started per wallet and day of its owner's zone, nor per week.
/// Alerts and repeats count, and not what corrects or ends them, nor digests.
/// What was started so near to midnight that clocks may differ counts for neither day.
/// </summary>
internal sealed class BudgetIsKept : Invariant
{
    private readonly Dictionary<(Address, int Day), int> _days = [];
    private readonly Dictionary<Address, int> _weeks = [];

    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var choices = commit.After.Preferences.Attention;
        var zone = OwnerTime.ZoneOf(choices.Zone);
        var (first, last) = Clock.Of(ledger, commit);
        var day = OwnerTime.DayOf(last, zone);
        foreach (var (told, _) in commit.Started)
        {
            if (told.Lane == Lane.Critical || told.Role is not (NotificationRole.Alert or NotificationRole.Repeat)
                || told.Fields.ContainsKey(TemplateFields.Corrects))
                continue;
            var week = _weeks[commit.Wallet] = _weeks.GetValueOrDefault(commit.Wallet) + 1;
            if (week > choices.PerWeek)
                Break($"{Short(commit.Wallet)}: {week} were started in a week, and the budget is {choices.PerWeek}");
            if (OwnerTime.DayOf(first, zone) != day)
                continue;
            var count = _days[(commit.Wallet, day)] = _days.GetValueOrDefault((commit.Wallet, day)) + 1;
            if (count > choices.PerDay)
                Break($"{Short(commit.Wallet)}: {count} were started in a day, and the budget is {choices.PerDay}");
        }
    }
}

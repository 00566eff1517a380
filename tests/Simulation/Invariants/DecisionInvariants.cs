using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Invariants;

/// <summary>The decisions that a commit keeps.</summary>
internal static class Decisions
{
    public static IEnumerable<DecisionBody> Of(WalletCommit commit) => commit.Rows.History
        .Where(row => row.Topic == HistoryTopic.Decision)
        .Select(row => HistoryMap.ToDecision(row.Body));

    public static bool IsAbout(this DecisionBody decision, Notification told) =>
        decision.Workflow == told.Workflow.Value && decision.Subject == told.Subject.Value;
}

/// <summary>
/// What is critical passes attention and learning untouched: no stage of theirs has a word in its decision, and nothing
/// but its owner's snooze puts it off (decision 13).
/// </summary>
internal sealed class CriticalIsUntouched : Invariant
{
    private static readonly HashSet<ReasonCode> OfOthers =
    [
        ReasonCode.Inhibited, ReasonCode.DigestChosen, ReasonCode.Grouped, ReasonCode.CoolingDown,
        ReasonCode.BudgetSpent, ReasonCode.QuietHours, ReasonCode.Ignored, ReasonCode.Exploring,
        ReasonCode.WouldBeKeptBack, ReasonCode.FastResponse,
    ];

    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var critical = ledger.Workflows.Where(it => it.Lane == Lane.Critical).ToArray();
        foreach (var decision in Decisions.Of(commit).Where(it => critical.Any(one => one.Id.Value == it.Workflow)))
        {
            var codes = decision.Reasons.Select(reason => reason.Code).ToArray();
            if (codes.Any(OfOthers.Contains) || decision.Outcome == DecisionOutcome.Digested
                || (decision.Outcome == DecisionOutcome.Deferred && !codes.Contains(ReasonCode.Snoozed)))
                Break($"{Short(commit.Wallet)}: {decision.Workflow} is {decision.Outcome} for {string.Join(", ", codes)}");
        }

        foreach (var row in commit.Rows.History)
            if (row.Topic == HistoryTopic.DigestItem && critical.Any(it => it.Kind.Value == row.Kind))
                Break($"{Short(commit.Wallet)}: {row.Kind} lies in a digest");
    }
}

/// <summary>
/// Whatever is planned was decided on in the same commit, with reasons; and what was learned to be ignored lies in the
/// inbox, and nowhere else.
/// </summary>
internal sealed class ReasonsAreKept : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var decisions = Decisions.Of(commit).ToArray();
        foreach (var decision in decisions.Where(it => it.Reasons.Length == 0 || it.Reasons.Any(one => one.Text == "")))
            Break($"{Short(commit.Wallet)}: a decision on {decision.Workflow} has no reason");
        foreach (var (told, _) in commit.Planned)
            if (told.Role != NotificationRole.Digest && !decisions.Any(it => it.IsAbout(told)))
                Break($"{Short(commit.Wallet)}: {told.Role} of {told.Workflow} {told.Subject}:{told.Episode} is planned "
                    + "without a decision");
        foreach (var ignored in decisions.Where(it => it.Reasons.Any(reason => reason.Code == ReasonCode.Ignored)))
            if (commit.Planned.Any(it => it.Told.Role == NotificationRole.Alert && ignored.IsAbout(it.Told)
                && it.Told.CorrelationId == ignored.CorrelationId)
                || !commit.Rows.History.Any(row => row.Topic == HistoryTopic.Inbox && row.Kind == ignored.Kind))
                Break($"{Short(commit.Wallet)}: what is ignored of {ignored.Workflow} lies not in the inbox alone");
    }
}

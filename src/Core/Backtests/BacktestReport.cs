using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Backtests;

/// <summary>What a backtest found.</summary>
/// <param name="Workflow">The workflow that was tried.</param>
/// <param name="Version">Its content hash.</param>
/// <param name="Scope">On what it was tried.</param>
/// <param name="Outcome">What one outcome is called; null where none was asked about.</param>
/// <param name="Variants">One per variant, in the order of the plan.</param>
public sealed record BacktestReport(
    WorkflowId Workflow,
    Bytes32 Version,
    BacktestScope Scope,
    string? Outcome,
    ImmutableArray<VariantReport> Variants);

/// <summary>The past that was tried.</summary>
/// <param name="FromBlock">Its first block.</param>
/// <param name="ToBlock">Its last block.</param>
/// <param name="From">
/// About when it begins: reckoned from the blocks that hold its logs. The Unix epoch where there is no log.
/// </param>
/// <param name="To">About when it ends.</param>
/// <param name="Logs">Logs that the workflow listens to.</param>
/// <param name="Undecodable">Logs with the right topic that could not be decoded.</param>
/// <param name="Signals">What they meant for wallets; decided once for every variant.</param>
/// <param name="Wallets">How many wallets they named.</param>
public sealed record BacktestScope(
    long FromBlock,
    long ToBlock,
    DateTimeOffset From,
    DateTimeOffset To,
    long Logs,
    long Undecodable,
    long Signals,
    long Wallets);

/// <summary>What would have happened under one variant.</summary>
/// <param name="Label">What people call the variant.</param>
/// <param name="Alerts">How many alerts owners would have got.</param>
/// <param name="AlertsByLevel">The same by severity level, the mildest first.</param>
/// <param name="Messages">All that owners would have been told, by role.</param>
/// <param name="WalletsTold">How many wallets would have been told something.</param>
/// <param name="AlertsMax">The most alerts of one wallet.</param>
/// <param name="Leads">How long before outcomes alerts came; null where none was asked about.</param>
/// <param name="Decisions">Decisions that changed something, by outcome.</param>
/// <param name="KeptBack">Why what crossed was not told, by reason.</param>
/// <param name="Wallets">The wallets with the most alerts, and those with an outcome.</param>
/// <param name="MoreWallets">Whether some were left out there.</param>
public sealed record VariantReport(
    string Label,
    long Alerts,
    ImmutableArray<long> AlertsByLevel,
    ImmutableSortedDictionary<NotificationRole, long> Messages,
    long WalletsTold,
    long AlertsMax,
    LeadTimes? Leads,
    ImmutableSortedDictionary<DecisionOutcome, long> Decisions,
    ImmutableSortedDictionary<ReasonCode, long> KeptBack,
    ImmutableArray<WalletReport> Wallets,
    bool MoreWallets);

/// <summary>One wallet under one variant.</summary>
/// <param name="Wallet">Which.</param>
/// <param name="Messages">What its owner would have been told; the first of them where there are many.</param>
/// <param name="MessagesInAll">How many there are.</param>
/// <param name="Outcomes">What ended badly; the first of them where there are many.</param>
public sealed record WalletReport(
    Address Wallet,
    ImmutableArray<BacktestMessage> Messages,
    int MessagesInAll,
    ImmutableArray<BacktestOutcome> Outcomes);

/// <summary>How long before the outcomes their owners were told.</summary>
/// <param name="Outcomes">How many there were.</param>
/// <param name="Warned">How many came while an alert stood.</param>
/// <param name="Shortest">The shortest of the times; null where none was warned of.</param>
/// <param name="Median">The middle one; of an even number the shorter of the two.</param>
/// <param name="Longest">The longest.</param>
public sealed record LeadTimes(long Outcomes, long Warned, TimeSpan? Shortest, TimeSpan? Median, TimeSpan? Longest)
{
    /// <summary>Of these outcomes.</summary>
    public static LeadTimes Of(IEnumerable<BacktestOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var all = outcomes.ToArray();
        TimeSpan[] leads = [.. all.Select(it => it.Lead).OfType<TimeSpan>().Order()];
        return leads.Length == 0
            ? new LeadTimes(all.Length, 0, null, null, null)
            : new LeadTimes(all.Length, leads.Length, leads[0], leads[(leads.Length - 1) / 2], leads[^1]);
    }
}

using System.Collections.Immutable;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>The wallets of one thread. Every part sees every log and lives through its own.</summary>
internal sealed class BacktestPart(BacktestPlan plan, ImmutableArray<Address> only, int part, int parts)
{
    private readonly Dictionary<Address, WalletBacktest[]> _wallets = [];
    private readonly HashSet<Address> _only = [.. only];
    private readonly List<Address> _concerned = [];
    private readonly ImmutableArray<Workflow> _followed = [plan.Workflow];
    private readonly DecisionCounts[] _counts = [.. plan.Variants.Select(_ => new DecisionCounts())];
    private readonly WalletState[] _starts =
    [
        .. plan.Variants.Select(variant =>
            WalletState.Empty with { Preferences = Subscribed(variant.Preferences, plan) }),
    ];

    // What no wallet owns is remembered once, as a listener does.
    private readonly Dictionary<SubjectKey, PastValues?> _past = [];

    /// <summary>Whether a log of the query is an outcome, whose filter is the last.</summary>
    public static bool IsOutcome(EventLog log, BacktestPlan plan) =>
        log.Filter > plan.Workflow.EndedBy.Length + plan.Workflow.Rechecks.Length;

    /// <summary>How many logs of the workflow there were, whichever part's.</summary>
    public long Logs { get; private set; }

    /// <summary>How many signals this part's wallets decided.</summary>
    public long Signals { get; private set; }

    /// <summary>How many wallets this part has.</summary>
    public int Wallets => _wallets.Count;

    /// <summary>The decisions under a variant.</summary>
    public DecisionCounts CountsOf(int variant) => _counts[variant];

    /// <summary>The wallets as they lived under a variant, in no order.</summary>
    public IEnumerable<(Address Wallet, WalletBacktest Lived)> LivedUnder(int variant) =>
        _wallets.Select(it => (it.Key, it.Value[variant]));

    /// <summary>Lives through logs in the order of the chain.</summary>
    /// <param name="logs">The logs.</param>
    /// <param name="read">What was read for them; null where their values need nothing read.</param>
    public void Live(ImmutableArray<EventLog> logs, LogReads? read)
    {
        foreach (var log in logs)
            if (!IsOutcome(log, plan))
                Signal(FollowedLogs.SignalledBy(_followed, log)!.Value, log, read);
            else if (plan.Outcome!.WalletIn(log.Arguments) is { } wallet && IsMine(wallet))
                foreach (var lived in Of(wallet))
                    lived.Meet(log.Block, log.BlockTime);
    }

    /// <summary>Lets time pass to the end of the past.</summary>
    public void End(DateTimeOffset at)
    {
        foreach (var variants in _wallets.Values)
            foreach (var lived in variants)
                lived.Pass(at);
    }

    private void Signal(FollowedAs followed, EventLog log, LogReads? read)
    {
        Logs++;
        _concerned.Clear();
        SignalMaker.AddWallets(followed, log.Arguments, _concerned);
        // Any subscriber would be told the same: one stands for all, or those that are asked about.
        if (plan.Workflow.IsForSubscribers && _concerned.Remove(default))
            _concerned.AddRange(_only.Count == 0 ? [default(Address)] : _only);
        Signal? signal = null;
        foreach (var wallet in _concerned)
        {
            // Of whom nothing is known nothing ends.
            if (!IsMine(wallet) || (followed.Ending is not null && !_wallets.ContainsKey(wallet)))
                continue;
            // Subscribers share what was read for nobody; of any other wallet it is its own.
            if (signal is null || (read is not null && !plan.Workflow.IsForSubscribers))
                signal = WithPast(Of(followed, log, read, plan.Workflow.IsForSubscribers ? default : wallet));
            Signals++;
            foreach (var lived in Of(wallet))
                lived.Take(signal);
        }
    }

    // Every block of the past is final, and was news when it was made.
    private static Signal Of(FollowedAs followed, EventLog found, LogReads? read, Address wallet)
    {
        var (workflow, ending, recheck) = followed;
        var log = recheck is null ? found : SignalMaker.Moved(workflow, found);
        var signal = new Signal(
            workflow.Id,
            ending is not null
                ? default
                : SignalMaker.SubjectOf(workflow, workflow.Trigger.Chain, log.Contract, log.Arguments),
            ending is not null || read is not null ? default : SignalMaker.ValueOf(workflow, log.Arguments),
            SignalMaker.SourceOf(log, workflow.Trigger.Chain),
            Live: true,
            Final: true);
        return ending is not null ? SignalMaker.Ended(signal, ending, log)
            : read is null ? signal
            : read.Completed(signal, workflow, log, wallet);
    }

    private Signal WithPast(Signal signal)
    {
        if (plan.Workflow is not { IsForSubscribers: true, Rule.Remembers: true })
            return signal;
        var past = _past.GetValueOrDefault(signal.Subject);
        _past[signal.Subject] = PastValues.After(past, signal.Value, signal.Source.BlockTime, plan.Workflow.Rule);
        return signal with { Past = past };
    }

    private static Preferences Subscribed(Preferences preferences, BacktestPlan plan) => plan.Workflow.IsForSubscribers
        ? preferences with
        {
            Subscriptions = preferences.Subscriptions.SetItem(plan.Workflow.Id, Subscription.ToAll),
        }
        : preferences;

    private bool IsMine(Address wallet) =>
        (uint)wallet.GetHashCode() % (uint)parts == part && (_only.Count == 0 || _only.Contains(wallet));

    private WalletBacktest[] Of(Address wallet)
    {
        if (_wallets.TryGetValue(wallet, out var known))
            return known;
        var policy = plan.PolicyOf(wallet);
        var variants = new WalletBacktest[_starts.Length];
        for (var i = 0; i < variants.Length; i++)
            variants[i] = new WalletBacktest(policy, _starts[i], _counts[i]);
        return _wallets[wallet] = variants;
    }
}

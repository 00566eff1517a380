using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>The log that somebody asks about.</summary>
internal sealed record LogAsked(ChainId Chain, Bytes32 Transaction, int LogIndex, WorkflowId? Workflow);

/// <summary>Decides a log again, from the chain, to say why a wallet was or was not told.</summary>
internal sealed class Explainer(WalletPolicies policies, ChainReading chains, IHistory history, TimeProvider time)
{
    public async Task<ImmutableArray<Explanation>> Explain(Address wallet, WalletState state, LogAsked asked)
    {
        if (chains.Feeds.For(asked.Chain) is not { } feed)
            return [Refused(null, ExplainRefusal.ChainNotConfigured, $"The chain {asked.Chain} is not configured: "
                + NearestWord.Advice(asked.Chain.Value, [.. chains.Feeds.Chains.Select(known => known.Chain.Value)]))];
        var live = await policies.Latest(wallet);
        var ofChain = live.Workflows.Values.Where(workflow => workflow.Trigger.Chain == asked.Chain).ToArray();
        var concerned = ofChain.Where(workflow => asked.Workflow is null || workflow.Id == asked.Workflow).ToArray();
        // One that is gone is explained by its last version.
        if (concerned.Length == 0 && asked.Workflow is { } gone
            && await policies.VersionFor(gone, wallet, DateTimeOffset.MaxValue) is { } last
            && last.Trigger.Chain == asked.Chain)
            concerned = [last];
        if (concerned.Length == 0)
            return [Refused(asked.Workflow, ExplainRefusal.WorkflowUnknown, WorkflowAdvice(asked, ofChain))];
        var explanations = ImmutableArray.CreateBuilder<Explanation>();
        foreach (var workflow in concerned)
        {
            var found = await Find(feed, workflow, asked);
            if (found.Log is not { } log)
            {
                explanations.Add(Undecided(workflow, found.Answer, asked));
                continue;
            }

            // By the version that decided, which may have listened to something else.
            var version = await Deciding(wallet, state, workflow, log);
            var seen = version.Trigger == workflow.Trigger && version.Rechecks.SequenceEqual(workflow.Rechecks)
                ? found
                : await Find(feed, version, asked);
            explanations.Add(await Decide(wallet, state, version, seen, asked, live));
        }

        return explanations.ToImmutable();
    }

    /// <summary>Explains a log by this workflow, whether or not it is, or was, live.</summary>
    public async Task<Explanation> ExplainBy(
        Workflow workflow, Address wallet, WalletState state, LogAsked asked, LiveSet live)
    {
        if (chains.Feeds.For(asked.Chain) is not { } feed)
            return Refused(
                workflow.Id, ExplainRefusal.ChainNotConfigured, $"The chain {asked.Chain} is not configured.");
        return await Decide(wallet, state, workflow, await Find(feed, workflow, asked), asked, live);
    }

    /// <summary>Decides without consequences.</summary>
    public Task<DryRunAnswer> DryRun(Address wallet, WalletState state, DryRunAsked asked) =>
        new DryRun(policies, this, time).Decide(wallet, state, asked);

    // As the trigger's log, or as another that moves a position.
    private static async Task<FoundLog> Find(IChainFeed feed, Workflow workflow, LogAsked asked)
    {
        var found = new FoundLog(new FollowedAs(workflow), await Find(FollowedLogs.TriggerOf(workflow)));
        foreach (var (filter, recheck) in FollowedLogs.RechecksOf(workflow).Zip(workflow.Rechecks))
            if (found.Answer is ChainAnswer<LogLookup>.Answered { Value: LogLookup.AnotherLog })
                found = new FoundLog(new FollowedAs(workflow, Recheck: recheck), await Find(filter));
        return found;

        Task<ChainAnswer<LogLookup>> Find(EventFilter filter) =>
            feed.FindLog(asked.Transaction, asked.LogIndex, filter, CancellationToken.None);
    }

    // The version that the stored decision names; where nothing was stored, the one that was live then as far as the
    // registry knows.
    private async Task<Workflow> Deciding(Address wallet, WalletState state, Workflow workflow, EventLog log)
    {
        var past = await PastOf(wallet, state, SignalOf(workflow, log));
        return past.Stored is { } stored
            ? await policies.Version(stored.Version) ?? workflow
            : await policies.VersionFor(workflow.Id, wallet, log.BlockTime) ?? workflow;
    }

    private static Signal SignalOf(Workflow workflow, EventLog log) => new(
        workflow.Id,
        SignalMaker.SubjectOf(workflow, workflow.Trigger.Chain, log.Contract, log.Arguments),
        workflow.Reads.IsEmpty ? SignalMaker.ValueOf(workflow, log.Arguments) : Rational.Undefined,
        SignalMaker.SourceOf(log, workflow.Trigger.Chain),
        Live: true,
        Final: true);

    private async Task<PastEpisode> PastOf(Address wallet, WalletState state, Signal signal)
    {
        var present = state.Tracks.GetValueOrDefault(signal.Workflow)?.Episodes.GetValueOrDefault(signal.Subject);
        return await PastEpisode.Before(
            history, wallet, present ?? EpisodeBook.Empty with { Last = state.NumbersUsed }, signal,
            time.GetUtcNow());
    }

    private Explanation Undecided(Workflow workflow, ChainAnswer<LogLookup> found, LogAsked asked) => found.Match(
        lookup => lookup.Match<Explanation>(
            _ => throw new System.Diagnostics.UnreachableException(),
            _ => NotTriggered(workflow, asked),
            _ => NotTriggered(workflow, asked),
            () => Refused(workflow.Id, ExplainRefusal.LogNotFound, "The transaction has no log at this index."),
            () => Refused(workflow.Id, ExplainRefusal.LogNotFound, "No block of the chain holds this transaction.")),
        (reason, _) => Refused(workflow.Id, ExplainRefusal.NodeUnreachable, reason),
        reason => Refused(workflow.Id, ExplainRefusal.NodeUnreachable, reason));

    private async Task<Explanation> Decide(
        Address wallet, WalletState state, Workflow workflow, FoundLog found, LogAsked asked, LiveSet live)
    {
        if (found.Log is not { } log)
            return Undecided(workflow, found.Answer, asked);
        var wallets = found.Wallets;
        var signal = SignalOf(workflow, log);
        if (found.As.Recheck is null && !SignalMaker.IsWanted(workflow, log.Arguments))
            return new Explanation.Decided
            {
                Decision = Unconcerned(workflow, signal.Subject, signal.Value, log.Position, log.Transaction,
                    signal.Source.CorrelationId,
                    new Reason(ReasonCode.LeftOut, $"The log does not meet \"when: {workflow.When!.Text}\".")),
                EpisodeKnown = true,
            };
        if (!workflow.IsForSubscribers && found.As.Recheck?.Moves is null && !wallets.Contains(wallet))
            return new Explanation.Decided
            {
                Decision = Unconcerned(workflow, signal.Subject, signal.Value, log.Position, log.Transaction,
                    signal.Source.CorrelationId,
                    new Reason(ReasonCode.OtherWallet, $"The log names {string.Join(", ", wallets)}, not {wallet}.")),
                EpisodeKnown = true,
            };
        if (LogReads.Of(workflow, log, wallet) is { } open)
        {
            var answer = await open.Answer(chains.Feeds.ReaderOf(workflow.Trigger.Chain), CancellationToken.None);
            if (answer is not ChainAnswer<LogReads>.Answered { Value: var read })
                return Refused(workflow.Id, ExplainRefusal.NodeUnreachable, answer.Match(
                    _ => "", (reason, _) => reason, reason => reason));
            signal = read.Completed(signal, workflow, log, wallet);
        }

        signal = await StepPortfolios.Of(signal, workflow, wallet, chains.Portfolios, CancellationToken.None);
        var then = await PreferencesAt(wallet, log.BlockTime);
        var judged = then is { } row ? state with { Preferences = HistoryMap.ToPreferences(row.Body) } : state;
        var past = await PastOf(wallet, state, signal);
        judged = PastTier.Of(judged, past.Stored, workflow);
        // As it was then: what has grown old since was news, and what came too late was not.
        var wasLive = past.Stored?.Reasons.Any(reason => reason.Code == ReasonCode.Backfill) != true;
        return new Explanation.Decided
        {
            Decision = PastTier.Said(
                WalletDecision.Explain(
                    judged,
                    signal with { Live = wasLive },
                    past.Stored?.At ?? log.BlockTime,
                    policies.Of(wallet, live with { Workflows = live.Workflows.SetItem(workflow.Id, workflow) }),
                    past.Book),
                judged,
                past.Stored,
                log.BlockTime),
            Stored = past.Stored,
            PreferencesSince = then?.At,
            // Past values are not kept for as long as decisions are.
            EpisodeKnown = past.IsKnown && (past.Stored is not null || !workflow.Rule.Remembers),
        };
    }

    // The row in force: the newest that is not younger than the block. Blocks are stamped in whole seconds.
    private async Task<HistoryRow?> PreferencesAt(Address wallet, DateTimeOffset at)
    {
        var query = new HistoryQuery(HistoryTopic.Preferences, wallet, Until: at.AddSeconds(1), Limit: 1);
        return (await history.Read(query, CancellationToken.None)).Rows.FirstOrDefault();
    }

    private Explanation.Decided NotTriggered(Workflow workflow, LogAsked asked) => new()
    {
        Decision = Unconcerned(workflow, new SubjectKey(""), Rational.Undefined, null, asked.Transaction,
            $"{asked.Chain}/{asked.Transaction}/{asked.LogIndex}",
            new Reason(ReasonCode.NotTriggered,
                $"The workflow listens to {workflow.Trigger.Event.Signature} of its contracts, "
                + "and the log is another.")),
        EpisodeKnown = true,
    };

    private DecisionRecord Unconcerned(
        Workflow workflow, SubjectKey subject, Rational value, LogPosition? position, Bytes32 transaction,
        string correlation, Reason reason) => new(
            workflow.Id, workflow.Hash, workflow.Kind, subject, DecisionOutcome.NoMatch, [reason],
            workflow.Rule.DefaultTier, value, null, 0, null, position, transaction, correlation, time.GetUtcNow());

    private static string WorkflowAdvice(LogAsked asked, IEnumerable<Workflow> known) => asked.Workflow is { } id
        ? $"No live workflow of {asked.Chain} is called {id}: "
            + NearestWord.Advice(id.Value, [.. known.Select(workflow => workflow.Id.Value)])
        : $"No live workflow listens to {asked.Chain}.";

    private static Explanation.Refused Refused(WorkflowId? workflow, ExplainRefusal why, string detail) =>
        new() { Workflow = workflow, Why = why, Detail = detail };
}

/// <summary>What was found of a log, and as what its workflow follows it.</summary>
internal sealed record FoundLog(FollowedAs As, ChainAnswer<LogLookup> Answer)
{
    /// <summary>The log as the workflow's signals know it; null where there is none of its events.</summary>
    public EventLog? Log => As.Recheck is null || Found is null ? Found : SignalMaker.Moved(As.Workflow, Found);

    /// <summary>Whose wallets it names.</summary>
    public List<Address> Wallets
    {
        get
        {
            var wallets = new List<Address>();
            if (Found is { } log)
                SignalMaker.AddWallets(As, log.Arguments, wallets);
            return wallets;
        }
    }

    private EventLog? Found =>
        Answer is ChainAnswer<LogLookup>.Answered { Value: LogLookup.Matched { Log: var log } } ? log : null;
}

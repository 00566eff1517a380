using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests;

/// <summary>
/// A deployment in memory that keeps the client's contract, so that these tests are about HTTP alone. The real grains
/// answer the same questions in the end-to-end tests.
/// </summary>
internal sealed class FakeKwala : IKwalaClient, IWalletClient, IWorkflowClient, IDeploymentClient, IBacktestClient
{
    private readonly ConcurrentDictionary<Address, (Preferences Preferences, int Version)> _wallets = new();
    private readonly ConcurrentDictionary<WorkflowId, string> _workflows = new();

    public IWalletClient Wallets => this;
    public IWorkflowClient Workflows => this;
    public IDeploymentClient Deployment => this;
    public IBacktestClient Backtests => this;
    public IRolloutClient Rollouts => Rolled;
    public FakeRollouts Rolled { get; } = new();
    public ISegmentClient Segments => Sorted;
    public FakeSegments Sorted { get; } = new();

    public BacktestQuestion? Tried { get; private set; }
    public BacktestOutcome BacktestAnswer { get; set; } = new BacktestOutcome.Started("abc");
    public BacktestStanding? Standing { get; set; }
    public DryRunQuestion? DryRunAsked { get; private set; }
    public ReadOutcome<DecisionRecord>? DryRunAnswer { get; set; }

    public Task<BacktestOutcome> Start(BacktestQuestion question, CancellationToken cancellationToken)
    {
        Tried = question;
        return Task.FromResult(BacktestAnswer);
    }

    public Task<ReadOutcome<BacktestStanding>> Read(string id, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<BacktestStanding>>(Standing is { } standing && standing.Id == id
            ? new ReadOutcome<BacktestStanding>.Found(standing)
            : new ReadOutcome<BacktestStanding>.NotFound("There is no such backtest."));

    public Task<ReadOutcome<bool>> Cancel(string id, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<bool>>(new ReadOutcome<bool>.Found(Standing?.Id == id));

    public Task<ReadOutcome<DecisionRecord>> DryRun(
        Address wallet, DryRunQuestion question, CancellationToken cancellationToken)
    {
        DryRunAsked = question;
        return Task.FromResult(DryRunAnswer!);
    }

    /// <summary>Whether nobody answers.</summary>
    public bool Down { get; set; }

    /// <summary>The wallet whose tier nobody answers for.</summary>
    public Address? Away { get; set; }

    /// <summary>The wallet whose tier somebody else changes at the same time, whenever it is set.</summary>
    public Address? Contested { get; set; }

    /// <summary>Called before each change, as another caller who comes first would.</summary>
    public Action BeforeChange { get; set; } = () => { };

    /// <summary>Holds every read and every bulk change back until it is completed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public List<HistoryEntry> History { get; } = [];

    /// <summary>Which list was asked with which filter.</summary>
    public ConcurrentQueue<(string List, HistoryFilter Filter)> Asked { get; } = new();

    public ExplainQuestion? Question { get; private set; }
    public Explanation? Explained { get; set; }
    public ConcurrentQueue<string> Retried { get; } = new();
    public string? OwnedByFile { get; set; }

    public DeploymentStatus Status { get; set; } = new(
        [new ChainStatus(ChainId.Evm(1), [new DepthStatus(0, 90, 100, 11, 80, 100, null, null, null)], 0, null)],
        2,
        false);

    public Preferences PreferencesOf(Address wallet) =>
        _wallets.GetValueOrDefault(wallet, (Preferences.Unset, 0)).Item1;

    public void Set(Address wallet, Preferences preferences) =>
        _wallets.AddOrUpdate(wallet, _ => (preferences, 1), (_, old) => (preferences, old.Version + 1));

    public async Task<ReadOutcome<StoredPreferences>> ReadPreferences(
        Address wallet, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        return Down ? new ReadOutcome<StoredPreferences>.Unavailable("Nobody is home.")
            : new ReadOutcome<StoredPreferences>.Found(Stored(wallet));
    }

    public Task<PreferencesOutcome> ChangePreferences(PreferencesChange change, CancellationToken cancellationToken)
    {
        BeforeChange();
        if (change.IfTag is { } tag && Stored(change.Wallet).Tag != tag)
            return Task.FromResult<PreferencesOutcome>(new PreferencesOutcome.Stale(Stored(change.Wallet)));
        return Change(change.Wallet, _ => change.Preferences);
    }

    public Task<PreferencesOutcome> SetTier(Address wallet, TierName? tier, CancellationToken cancellationToken) =>
        wallet == Away ? Task.FromResult<PreferencesOutcome>(new PreferencesOutcome.Unavailable("Nobody is home."))
            : wallet == Contested
            ? Task.FromResult<PreferencesOutcome>(new PreferencesOutcome.Stale(Stored(wallet)))
            : tier?.Value == "forbidden"
            ? Task.FromResult<PreferencesOutcome>(new PreferencesOutcome.Refused(
                [new PreferencesMistake("tier", "No workflow knows this tier.")]))
            : Change(wallet, old => old with { Tier = tier });

    public async IAsyncEnumerable<TierResult> SetTiers(
        IEnumerable<TierAssignment> assignments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BeforeChange();
        await Gate.WaitAsync(cancellationToken);
        foreach (var it in assignments)
            yield return new TierResult(it, (await SetTier(it.Wallet, it.Tier, cancellationToken)).Match<TierOutcome>(
                _ => new TierOutcome.Set(),
                _ => new TierOutcome.Unavailable("Somebody else changed this wallet at the same time."),
                mistakes => new TierOutcome.Refused(string.Join(" ", mistakes.Select(mistake => mistake.Message))),
                reason => new TierOutcome.Unavailable(reason)));
    }

    public Task<PreferencesOutcome> OptOut(
        Address wallet, KindName? kind, ChannelName? channel, CancellationToken cancellationToken) =>
        Change(wallet, old => (kind, channel) switch
        {
            ({ } k, { } c) => old with { MutedRoutes = old.MutedRoutes.Add(new MutedRoute(k, c)) },
            ({ } k, null) => old with { MutedKinds = old.MutedKinds.Add(k) },
            (null, { } c) => old with { MutedChannels = old.MutedChannels.Add(c) },
            _ => old,
        });

    public Task<PreferencesOutcome> VerifyContact(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken) =>
        Change(wallet, old => old with
        {
            Contacts = old.Contacts.SetItem(channel, new Contact(address, ContactStanding.Verified)),
        });

    /// <summary>What owners did, as it was told.</summary>
    public ConcurrentQueue<(Address Wallet, ReportedInteraction What)> Heard { get; } = new();

    /// <summary>What owners took back.</summary>
    public ConcurrentQueue<(Address Wallet, Undo What)> Undone { get; } = new();

    public ImmutableArray<LearnedThing> Learned { get; set; } = [];

    public Task<HeardOutcome> ReportInteractions(
        Address wallet, IReadOnlyList<ReportedInteraction> interactions, CancellationToken cancellationToken)
    {
        foreach (var it in Down ? [] : interactions)
            Heard.Enqueue((wallet, it));
        return Task.FromResult<HeardOutcome>(
            Down ? new HeardOutcome.Unavailable("Nobody is home.") : new HeardOutcome.Heard());
    }

    public Task<ReadOutcome<ImmutableArray<LearnedThing>>> ReadLearned(
        Address wallet, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<ImmutableArray<LearnedThing>>>(Down
            ? new ReadOutcome<ImmutableArray<LearnedThing>>.Unavailable("Nobody is home.")
            : new ReadOutcome<ImmutableArray<LearnedThing>>.Found(Learned));

    public Task<HeardOutcome> UndoLearning(Address wallet, Undo what, CancellationToken cancellationToken)
    {
        if (Down)
            return Task.FromResult<HeardOutcome>(new HeardOutcome.Unavailable("Nobody is home."));
        Undone.Enqueue((wallet, what));
        return Task.FromResult<HeardOutcome>(new HeardOutcome.Heard());
    }

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadInbox(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) => Read($"inbox {wallet}", filter);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadDecisions(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) =>
        Read($"decisions {wallet}", filter);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadDeadLetters(
        HistoryFilter filter, CancellationToken cancellationToken) => Read("dead letters", filter);

    public Task<ReadOutcome<ImmutableArray<Explanation>>> Explain(
        Address wallet, ExplainQuestion question, CancellationToken cancellationToken)
    {
        Question = question;
        return Task.FromResult<ReadOutcome<ImmutableArray<Explanation>>>(Explained is { } explained
            ? new ReadOutcome<ImmutableArray<Explanation>>.Found([explained])
            : new ReadOutcome<ImmutableArray<Explanation>>.NotFound("The transaction has no such log."));
    }

    public Task<ReadOutcome<ImmutableArray<StoredWorkflow>>> List(CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<ImmutableArray<StoredWorkflow>>>(Down
            ? new ReadOutcome<ImmutableArray<StoredWorkflow>>.Unavailable("Nobody is home.")
            : new ReadOutcome<ImmutableArray<StoredWorkflow>>.Found(
                [.. _workflows.Select(it => Stored(it.Key, it.Value))]));

    public Task<ReadOutcome<StoredWorkflow>> Read(WorkflowId id, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<StoredWorkflow>>(Down
            ? new ReadOutcome<StoredWorkflow>.Unavailable("Nobody is home.")
            : _workflows.TryGetValue(id, out var yaml)
            ? new ReadOutcome<StoredWorkflow>.Found(Stored(id, yaml))
            : new ReadOutcome<StoredWorkflow>.NotFound($"No live workflow is named {id}."));

    public Task<WorkflowOutcome> Put(WorkflowId id, string yaml, CancellationToken cancellationToken)
    {
        if (Down)
            return Task.FromResult<WorkflowOutcome>(new WorkflowOutcome.Unavailable("Nobody is home."));
        if (OwnedByFile is { } file)
            return Task.FromResult<WorkflowOutcome>(new WorkflowOutcome.OwnedByFile(file));
        var mistakes = MistakesOf(new WorkflowSource("request", yaml));
        if (mistakes.Length > 0)
            return Task.FromResult<WorkflowOutcome>(new WorkflowOutcome.Refused(mistakes));
        _workflows[id] = yaml;
        return Task.FromResult<WorkflowOutcome>(new WorkflowOutcome.Done(default(Bytes32)));
    }

    public Task<WorkflowOutcome> Delete(WorkflowId id, CancellationToken cancellationToken) =>
        Task.FromResult<WorkflowOutcome>(Down ? new WorkflowOutcome.Unavailable("Nobody is home.")
            : OwnedByFile is { } file ? new WorkflowOutcome.OwnedByFile(file)
            : _workflows.TryRemove(id, out _) ? new WorkflowOutcome.Done(null)
            : new WorkflowOutcome.NotFound());

    public Task<ReadOutcome<ImmutableArray<WorkflowMistake>>> Check(
        WorkflowSource source, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<ImmutableArray<WorkflowMistake>>>(Down
            ? new ReadOutcome<ImmutableArray<WorkflowMistake>>.Unavailable("Nobody is home.")
            : new ReadOutcome<ImmutableArray<WorkflowMistake>>.Found(MistakesOf(source)));

    public Task<RetryOutcome> Retry(Address wallet, string key, CancellationToken cancellationToken)
    {
        Retried.Enqueue($"{wallet}/{key}");
        return Task.FromResult<RetryOutcome>(key == "gone" ? new RetryOutcome.NotFound() : new RetryOutcome.Accepted());
    }

    public Task<ReadOutcome<DeploymentStatus>> ReadStatus(CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<DeploymentStatus>>(new ReadOutcome<DeploymentStatus>.Found(Status));

    // A line that says "mistake" is one.
    private static ImmutableArray<WorkflowMistake> MistakesOf(WorkflowSource source) =>
    [
        .. source.Yaml.Split('\n').Index().Where(line => line.Item.Contains("mistake", StringComparison.Ordinal))
            .Select(line => new WorkflowMistake(source.Name, line.Index + 1, 3, "This is a mistake.")),
    ];

    private Task<ReadOutcome<Page<HistoryEntry>>> Read(string list, HistoryFilter filter)
    {
        Asked.Enqueue((list, filter));
        return Task.FromResult<ReadOutcome<Page<HistoryEntry>>>(filter.Cursor is null or "1"
            ? new ReadOutcome<Page<HistoryEntry>>.Found(
                new Page<HistoryEntry>([.. History], filter.Cursor is null ? "1" : null))
            : new ReadOutcome<Page<HistoryEntry>>.Refused("The cursor was not given by this list."));
    }

    private StoredWorkflow Stored(WorkflowId id, string yaml) =>
        new(id, default, OwnedByFile, DateTimeOffset.UnixEpoch, yaml);

    private StoredPreferences Stored(Address wallet)
    {
        var (preferences, version) = _wallets.GetValueOrDefault(wallet, (Preferences.Unset, 0));
        return new StoredPreferences(preferences, version.ToString(CultureInfo.InvariantCulture));
    }

    private Task<PreferencesOutcome> Change(Address wallet, Func<Preferences, Preferences> change)
    {
        Set(wallet, change(PreferencesOf(wallet)));
        return Task.FromResult<PreferencesOutcome>(new PreferencesOutcome.Stored(Stored(wallet)));
    }
}

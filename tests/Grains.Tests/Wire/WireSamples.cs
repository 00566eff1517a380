using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Backtests;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Wire;
using Kwala.Grains.Interfaces.Workflows;

namespace Kwala.Grains.Tests.Wire;

/// <summary>
/// One value of everything that crosses between silos, with every member set. The golden files hold these values: they
/// are added to, and never changed.
/// </summary>
internal static class WireSamples
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChainId Chain = new("eip155:1");
    private static readonly WorkflowId Risk = new("liquidation-risk");
    private static readonly KindName Kind = new("risk");
    private static readonly TierName Tier = new("aggressive");
    private static readonly ChannelName Email = new("email");
    private static readonly SubjectKey Market = new("eip155:1/market");
    private static readonly Address Wallet = Address.FromBytes([.. Enumerable.Range(1, Address.Size).Select(it => (byte)it)]);
    private static readonly Bytes32 Hash = Bytes32.FromBytes([.. Enumerable.Range(101, Bytes32.Size).Select(it => (byte)it)]);
    private static readonly BlockRef Block = new(18_000_000, Hash);
    private static readonly Rational Number = Rational.Of(21, 20);
    private static readonly Threshold Band = new(Rational.Of(11, 10), Rational.Of(13, 10));
    private static readonly WorkflowSource Source = new("risk.yaml", "workflow: liquidation-risk\n");
    private static readonly WorkflowMistake Mistake = new("risk.yaml", 3, 7, "There is no tier cautious.");

    private static readonly Preferences Preferences = new(
        Tier,
        Preferences.Unset.Thresholds.Add(Risk, Band),
        [Kind], [Email], Noon,
        Preferences.Unset.Contacts.Add(Email, new Contact("owner@example.org", ContactStanding.Verified)))
    {
        MutedRoutes = [new MutedRoute(Kind, Email)],
        Language = Core.Messages.LanguageTag.TryParse("pt-BR", out var language) ? language : null,
        Attention = new AttentionChoices
        {
            Zone = "Europe/Berlin",
            Quiet = new QuietHours(22 * 60, 7 * 60),
            PerDay = 3,
            PerWeek = 10,
            Digest = new DigestSchedule(NodaTime.IsoDayOfWeek.Friday, 1110, Learned: true),
            DigestKinds = [Kind],
            Snoozes = [new Snooze.OfKind(Kind, Noon), new Snooze.OfPosition(Risk, Market, Noon, 3)],
        },
        Subscriptions = Preferences.Unset.Subscriptions.Add(Risk, new Subscription(["treasury"])),
    };

    private static readonly Interaction Interaction = new(
        InteractionKind.Useful, InteractionSource.Telegram, new InteractionTarget.Alert(new AlertMark(7)));

    private static readonly ActSeen Act = new(Risk, Market, Chain, Hash, Noon) { Unfinal = Block };

    private static readonly DecisionRecord Decision = new(
        Risk, Hash, Kind, Market, DecisionOutcome.Notify,
        [new Reason(ReasonCode.OwnThreshold, "1.05 crosses < 1.1.") { Otherwise = "Told below 1.1." }], Tier,
        Number, Band, 3, 2, new LogPosition(18_000_000, 5), Hash, "eip155:1/0x01/5", Noon);

    private static readonly SignalSource Log = new(
        Chain, Block, Noon, Hash, 5, Wallet,
        [
            new AbiValue.Number(-BigInteger.Pow(2, 70)),
            new AbiValue.Account(Wallet),
            new AbiValue.Flag(true),
            new AbiValue.Blob([1, 2, 3]),
            new AbiValue.Text("ü <b>"),
            new AbiValue.List([new AbiValue.Number(7), new AbiValue.Digest(Hash)]),
            new AbiValue.Digest(Hash),
        ]);

    private static readonly ReadResults Reads = new(
        [new AbiValue.Number(7), null], [new Reason(ReasonCode.ReadReverted, "limit could not be read.")]);

    private static readonly PastValues Past = new(
        Number, 1_767_355_200, [new PastSpan(3_927_456, Number, Rational.Of(13, 10))]);

    private static readonly Signal Signal =
        new(Risk, Market, Number, Log, Live: true, Final: true) { Reads = Reads, Past = Past, Portfolio = PortfolioSamples.Seen, Clock = 5 };

    private static readonly WorkflowVersion Version = new()
    {
        Id = Risk,
        Hash = Hash,
        Source = Source,
        Origin = WorkflowOrigin.File,
        Since = Noon,
    };

    private static readonly PreferencesVersion Chosen = new() { Preferences = Preferences, ETag = "tag" };

    private static readonly RevaluationStatus Revaluation =
        new() { Workflows = [Risk], Wallets = 4, Share = 0.25, Waiting = "The store does not answer." };

    private static readonly DepthStatus Depth = new()
    {
        Confirmations = 2,
        Next = 18_000_001,
        Head = 18_000_003,
        LagBlocks = 1,
        BlocksSeen = 40,
        BlocksExpected = 41,
        Waiting = "The node does not answer.",
        Halted = "The node has another chain.",
        Revaluation = Revaluation,
    };

    private static readonly HistoryItem Item = new()
    {
        Wallet = Wallet,
        Topic = RecordTopic.Inbox,
        Key = "key",
        At = Noon,
        Kind = "risk",
        Outcome = "notify",
        Body = "{}",
    };

    private static readonly ImmutableArray<object> Answers =
    [
        new ChainStatus { Chain = Chain, Depths = [Depth], Undecodable = 6 },
        Depth, Revaluation,
        new HistoryItems { Items = [Item], Next = "cursor" },
        Item,
        new DeadLetterCount { Count = 10_000, AndMore = true },
        new UntoldWallet { Place = 1, Reason = "The store is full." },
        Chosen,
        new PreferencesChange.Changed { Current = Chosen },
        new PreferencesChange.Conflict { Current = Chosen },
        new PreferencesChange.Invalid { Problems = [Problem] },
        Problem,
        .. SegmentSamples.All(Wallet),
        new LearnedItem { Code = "ignored", Text = "I stopped.", Kind = Kind, Size = 2 },
        new Explanation.Decided
        {
            Decision = Decision,
            Stored = Decision,
            PreferencesSince = Noon,
            EpisodeKnown = true,
        },
        new Explanation.Refused
        {
            Workflow = Risk,
            Why = ExplainRefusal.NodeUnreachable,
            Detail = "The node does not answer.",
        },
        ExplainRefusal.WorkflowUnknown,
        new DryRunAnswer.Decided { Decision = Decision },
        new DryRunAnswer.Mistaken { Mistakes = [Mistake] },
        new DryRunAnswer.Refused { Why = ExplainRefusal.NodeUnreachable, Detail = "The node does not answer." },
        new BacktestStart.Started { Id = "0123456789abcdef01234567" },
        new BacktestStart.Refused { Mistakes = ["There is no tier cautious."] },
        new BacktestStart.Busy(),
        new BacktestStatus
        {
            Id = "0123456789abcdef01234567",
            State = BacktestState.Failed,
            Share = 0.25,
            Block = 18_000_000,
            Logs = 7,
            Trouble = "The node does not answer.",
            Report = "{}",
        },
        BacktestState.Finished,
        new WorkflowCheck { Id = Risk, Mistakes = [Mistake] },
        new WorkflowPut.Accepted { Id = Risk, Hash = Hash, Revision = 8 },
        new WorkflowPut.Refused { Mistakes = [Mistake] },
        new WorkflowPut.OwnedByFile { File = "risk.yaml" },
        new WorkflowRemoval.Deleted { Revision = 8 },
        new WorkflowRemoval.NotFound(),
        new WorkflowRemoval.OwnedByFile { File = "risk.yaml" },
        new FileSync { Revision = 8, Live = [Risk], Mistakes = [Mistake] },
        Version,
        WorkflowOrigin.File,
        new LiveWorkflows { Revision = 8, Versions = [Version], Candidates = [Candidate] },
        Candidate,
        RolloutAnswerKind.Refused,
        new RolloutAnswer
        {
            Kind = RolloutAnswerKind.OwnedByFile,
            Standing = Standing,
            Mistakes = [Mistake],
            File = "risk.yaml",
        },
        Standing,
        Standing.Versions[0],
        Shadowed,
        Shadowed.All,
        Shadowed.Tiers[0],
        Shadowed.Samples[0],
    ];

    private static readonly ImmutableArray<object> Questions =
    [
        new SignalBatch { Signals = [Signal], Finalized = 17_999_000, Revision = 8, Term = 2, Cause = "00-01-02-01", Acts = [Act] },
        new RevaluationAsked
        {
            Chain = Chain,
            Workflows = [Revalued],
            Finalized = 17_999_000,
            Revision = 8,
            Through = 18_000_000,
            Ticks = [Signal],
        },
        Revalued,
        LearningUndoKind.NeverLearn,
        new LearningUndo { What = LearningUndoKind.ForgetKind, Kind = Kind, Size = 2 },
        new PermitAsked { Lane = Lane.Bulk, Address = "owner@example.org" },
        new HistoryFilter
        {
            Kind = "risk",
            Outcome = "notify",
            From = Noon,
            Until = Noon.AddHours(1),
            Limit = 10,
            Cursor = "cursor",
            Workflow = "liquidation-risk",
        },
        new DryRunAsked
        {
            Yaml = "workflow: liquidation-risk\n",
            Workflow = Risk,
            Value = "1.05",
            Subject = "eip155:1/market",
            Transaction = Hash,
            LogIndex = 5,
        },
        new BacktestAsked
        {
            Yaml = "workflow: liquidation-risk\n",
            Workflow = "liquidation-risk",
            From = 17_000_000,
            To = 18_000_000,
            Wallets = [Wallet],
            Thresholds = ["1.30"],
            Tiers = ["aggressive"],
            Outcome = "Liquidated(address user)",
            OutcomeContracts = [Wallet],
            OutcomeWallet = "user", OutcomeName = "liquidation",
            FromTime = Noon, ToTime = Noon.AddDays(1),
        },
        RecordTopic.Delivery,
        new RolloutWanted { Id = Risk, Source = Source, Version = Hash, Percent = 10, Shadow = true },
    ];

    // What stands for a value of Core.
    private static readonly ImmutableArray<object> StandIns =
    [
        new AddressConverter().ConvertToSurrogate(Wallet),
        new Bytes32Converter().ConvertToSurrogate(Hash),
        new ChainTermConverter().ConvertToSurrogate(new ChainTerm(Chain, 2)),
        new BlockRefConverter().ConvertToSurrogate(Block),
        new NameWire { Value = "name" },
        new PreferencesConverter().ConvertToSurrogate(Preferences),
        new MutedRouteWire { Kind = "risk", Channel = "email" },
        new SubscriptionWire { Workflow = "liquidation-risk", Categories = ["treasury"] },
        new OwnThresholdWire { Workflow = "liquidation-risk", Threshold = ThresholdWire.Of(Band) },
        new ContactWire { Channel = "email", Address = "owner@example.org", Standing = (int)ContactStanding.Gone },
        RationalWire.Of(Number),
        ThresholdWire.Of(Band),
        new SignalConverter().ConvertToSurrogate(Signal),
        SignalSourceWire.Of(Log),
        ReadResultsWire.Of(Reads),
        PastValuesWire.Of(Past),
        PastValuesWire.Of(Past).Spans[0],
        PortfolioSeenWire.Of(PortfolioSamples.Seen),
        PortfolioViewWire.Of(PortfolioSamples.Seen.View!),
        new AbiValueWire { Case = 3, Bytes = [1, 2, 3], Words = "words", Items = [new AbiValueWire { Case = 4, Words = "ü" }] },
        new DecisionRecordConverter().ConvertToSurrogate(Decision),
        new ReasonWire { Code = (int)ReasonCode.OwnThreshold, Text = "1.05 crosses < 1.1.", Otherwise = "Told below 1.1." },
        AttentionWire.Of(Preferences.Attention)!,
        new SnoozeWire { Kind = "risk", Workflow = "liquidation-risk", Subject = "eip155:1/market", Until = Noon, Episode = 3 },
        new ActSeenConverter().ConvertToSurrogate(Act),
        new InteractionWire { Kind = 1, Source = 2, Alert = 7, Position = 8, About = "risk" },
        new PositionWire { Block = 18_000_000, LogIndex = 5 },
        new WorkflowSourceConverter().ConvertToSurrogate(Source),
        new WorkflowMistakeConverter().ConvertToSurrogate(Mistake),
    ];

    // What grain methods take and give themselves.
    private static readonly ImmutableArray<object> Values =
    [
        Wallet, Hash, Block, Chain, Risk, Kind, Tier, Email, Source, Mistake, Preferences, Decision, Signal,
        Interaction, Act,
        new ChainTerm(Chain, 2), "words", 12, 34L, true, TimeSpan.FromMilliseconds(1500), Noon,
    ];

    private static readonly ImmutableDictionary<Type, object> ByType =
        Answers.Concat(Questions).Concat(StandIns).Concat(Values).ToImmutableDictionary(value => value.GetType());

    private static PreferencesProblem Problem => new() { Field = "contacts.email", Message = "That is no mail address." };

    private static CandidateVersion Candidate => new() { Version = Version, Percent = 10, Shadow = true };

    private static ShadowReport Shadowed => new()
    {
        Candidate = Hash,
        All = new ShadowCounts { Gained = 5, Lost = 4, Otherwise = 3, WalletsGaining = 2, WalletsLosing = 1 },
        Tiers = [new ShadowTier { Tier = Tier, Counts = new ShadowCounts { Gained = 5 } }],
        Samples = [new ShadowSample { Wallet = Wallet, Kind = "gained", Live = Decision, Candidate = Decision }],
        AndMore = true,
    };

    private static RolloutStanding Standing => new()
    {
        Live = Hash,
        Candidate = Hash,
        Percent = 10,
        Shadow = true,
        Since = Noon,
        Versions = [new KnownVersion { Hash = Hash, Since = Noon }],
    };

    private static RevaluedWorkflow Revalued => new() { Workflow = Risk, FromBlock = 17_000_000 };

    /// <summary>The sample of a type; of a list of them, a list of one; of a choice of cases, its first case.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ByType.TryGetValue(type, out var sample))
            return sample;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return ListOfOne(type.GenericTypeArguments[0]);
        if (type.IsAbstract && type.GetNestedTypes().FirstOrDefault(type.IsAssignableFrom) is { } first)
            return Of(first);
        throw new InvalidOperationException($"{type} crosses between silos: add a sample of it, with every member set.");
    }

    private static object ListOfOne(Type type) => typeof(WireSamples)
        .GetMethod(nameof(One), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
        .MakeGenericMethod(type).Invoke(null, [Of(type)])!;

    private static ImmutableArray<T> One<T>(T item) => [item];
}

using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Shadows;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Stored;

/// <summary>One value of every stored shape, with every member set.</summary>
internal static class GoldenStates
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ChainId Chain = ChainId.Evm(1);
    private static readonly WorkflowId Risk = new("liquidation-risk");
    private static readonly SubjectKey Market = new("eip155:1/market");
    public static readonly Address Wallet = Address.FromBytes([.. Enumerable.Repeat((byte)7, 20)]);
    private static readonly DeliveryKey Key = new(Hash(9));

    public static readonly Notification Notification = new(
        Risk, Hash(1), new KindName("risk"), Lane.Critical, Urgency.Urgent, new TemplateName("words"), Chain, Market,
        Episode: 3, Level: 1, NotificationRole.Alert, Ordinal: 2, Noon, Noon.AddHours(1), "eip155:1/0x01/2",
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add("value", "1.05").Add("args.note", "ü <b>"));

    private static readonly DeliveryRecord Delivery = new(
        Key, ChannelName.Email, new KindName("risk"), DeliveryWords.GaveUp, "Nobody answered.", 8, "eip155:1/0x01/2",
        Noon);

    private static readonly DecisionRecord Decision = new(
        Risk, Hash(1), new KindName("risk"), Market, DecisionOutcome.Notify,
        [new Reason(ReasonCode.ThresholdCrossed, "1.05 crosses < 1.1."), new Reason(ReasonCode.OwnThreshold, "Own.")],
        TierName.Aggressive, Rational.Of(21, 20), Threshold.Below(Rational.Of(11, 10)), 3, 1, new LogPosition(7, 2),
        Hash(2), "eip155:1/0x01/2", Noon);

    public static Preferences Preferences { get; } = new(
        TierName.Aggressive,
        Preferences.Unset.Thresholds.Add(Risk, new Threshold(Rational.Of(9, 10), Rational.Of(11, 10))),
        [new KindName("news")], [ChannelName.Webhook], Noon,
        Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("owner@example.org", ContactStanding.Verified)))
    {
        MutedRoutes = [new MutedRoute(new KindName("risk"), ChannelName.Telegram)],
    };

    public static WalletState State { get; } = new(
        Preferences,
        ImmutableSortedDictionary<WorkflowId, WorkflowTrack>.Empty
            .Add(Risk, new WorkflowTrack(Chain, new LogPosition(7, 2), Turn())),
        [new PendingNotification(
            Notification,
            [new PendingDelivery(Key, ChannelName.Email, DeliveryPhase.Attempting, 2, Noon, MayBeRepeat: true)],
            Held: true, Reached: true, [ChannelName.Telegram])],
        NumbersUsed: 12,
        new Displacement(Noon, [new DeliveryKey(Hash(8))]));

    /// <summary>The same owner and wallet, with all that can be said of attention.</summary>
    public static WalletState Attentive { get; } = State with
    {
        Preferences = Preferences with
        {
            Attention = new AttentionChoices
            {
                Zone = "Europe/Berlin",
                Quiet = new QuietHours(22 * 60, 7 * 60),
                PerDay = 3,
                PerWeek = 10,
                Digest = new DigestSchedule(NodaTime.IsoDayOfWeek.Friday, 1110, Learned: true),
                DigestKinds = [new KindName("news")],
                Snoozes = [new Snooze.OfKind(new KindName("risk"), Noon), new Snooze.OfPosition(Risk, Market, null, 3)],
            },
        },
        Outbox = [State.Outbox[0] with { DeferredUntil = Noon.AddHours(4) }],
        Attention = new AttentionState
        {
            Spent = new Spending(20455, [2, 0, 1]),
            LastTold = ImmutableSortedDictionary<KindName, DateTimeOffset>.Empty.Add(new KindName("risk"), Noon),
            Digests = [new DigestBook("", 7, Noon.AddDays(1)), new DigestBook("risk", 8, Noon.AddMinutes(5))],
            DigestsUsed = 8,
        },
        InteractionIds = [1, ulong.MaxValue],
    };

    public static ChainStored Chains { get; } = new()
    {
        Undecodable = 4,
        Depths =
        [
            new DepthStored
            {
                Confirmations = 0,
                Workflows = ["liquidation-risk"],
                From = 1,
                Next = 9,
                Window = [Hash(3).ToString(), Hash(4).ToString()],
                Finalized = 5,
                Seen = 8,
                Settlements = [new SettlementStored { ThroughBlock = 8, Wallets = [Wallet.ToString()] }],
                Revaluation = new RevaluationStored
                {
                    Judged =
                    [
                        new JudgedStored
                        {
                            Workflow = "liquidation-risk",
                            Version = Hash(1).ToString(),
                            ValuesFrom = 2,
                            LinesMoved = true,
                            StaleFrom = 3,
                        },
                    ],
                    Sweep = new SweepStored
                    {
                        Workflows = ["liquidation-risk"],
                        FromBlock = 2,
                        After = Wallet.ToString(),
                        Wallets = 4,
                    },
                },
            },
        ],
    };

    public static AddressStored Addresses { get; } = new() { Wallets = [Wallet.ToString()] };

    public static RegistryStored Registry { get; } = new()
    {
        Revision = 3,
        Versions =
        {
            [Hash(1).ToString()] = new VersionStored
            {
                Id = "liquidation-risk",
                Name = "risk.yaml",
                Yaml = "workflow: liquidation-risk\n",
                Origin = WorkflowOrigin.File,
                Since = Noon,
            },
        },
        Live = { ["liquidation-risk"] = Hash(1).ToString() },
    };

    public static ImmutableArray<HistoryRow> Rows { get; } =
    [
        new WalletEffect.Record(Decision, State.Tracks[Risk].Episodes[Market].Current, new LogPosition(7, 2))
            .ToRow(Wallet),
        Notification.ToRow(Wallet, Key, new RenderedMessage("Title", "Text", null)),
        Delivery.ToRow(Wallet),
        new WalletEffect.DeadLettered(Delivery, Notification, [ChannelName.Email, ChannelName.Telegram])
            .ToDeadLetterRow(Wallet),
        Preferences.ToRow(Wallet, Noon),
        new WalletEffect.Digested(
            new DigestItem(
                Key, Risk, new KindName("risk"), Lane.Bulk, Chain, Market, 3, 1, 2, "Health factor 1.05", Noon,
                [ChannelName.Email])
            {
                Bucket = 2,
            },
            7).ToRow(Wallet),
        ShadowMap.ToRow(Wallet, Risk, Hash(9), State.Tracks[Risk], 3, 7, Noon),
        new ShadowDifference(ShadowDifferenceKind.Gained, Decision, Decision with { Version = Hash(9) }).ToRow(Wallet),
    ];

    private static ImmutableSortedDictionary<SubjectKey, EpisodeBook> Turn()
    {
        var block = new BlockRef(6, Hash(5));
        var open = new Episode.Open(
            3, 1, 0, 2, new Levels([Threshold.Below(Rational.Of(13, 10)), Threshold.Below(Rational.Of(11, 10))]),
            block.Number);
        var alert = new UnfinalAlert(
            block, 1, Hash(6), Rational.Of(21, 20), Threshold.Below(Rational.Of(11, 10)), 3, 1, 1,
            Orphaned: true, [ChannelName.Email]);
        return ImmutableSortedDictionary<SubjectKey, EpisodeBook>.Empty
            .Add(Market, new EpisodeBook(
                3, open, [new EpisodeUndo(block, Episode.Closed.Instance), new EpisodeUndo(block, open)], [alert]))
            .Add(new SubjectKey("eip155:1/other"), new EpisodeBook(2, new Episode.Doubtful(open), [], []))
            .Add(new SubjectKey("eip155:1/third"), new EpisodeBook(1, Episode.Closed.Instance, [], [alert]));
    }

    private static Bytes32 Hash(byte seed) => Keccak256.Hash([seed]);
}

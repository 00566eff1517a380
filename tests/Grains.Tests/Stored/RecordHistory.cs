using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;
using Kwala.Core.Segments;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Tests.Stored;

/// <summary>
/// One wallet's life out of numbers, as hard on its record as what may happen allows: many workflows with the longest
/// names, many positions, long texts, huge values, reorgs, channels that fail or never answer, owners who change.
/// </summary>
internal sealed class RecordHistory
{
    private static readonly ChainId Chain = ChainId.Evm(31337);

    private static readonly ImmutableArray<ChannelName> Names =
        [ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook];

    private static readonly ImmutableArray<Workflow> All = RecordWorkflows.All(Chain, Names);

    private static readonly SendOutcome[] Outcomes =
    [
        new SendOutcome.Delivered(null), new SendOutcome.Delivered(null), new SendOutcome.Delivered(null),
        new SendOutcome.Throttled(TimeSpan.FromMinutes(30)), new SendOutcome.Rejected(new string('r', 400)),
        new SendOutcome.Unreachable(new string('"', 400)), new SendOutcome.Unknown("hung"),
        new SendOutcome.RecipientGone("gone"),
    ];

    private readonly Dictionary<DeliveryKey, DisplacedNotification> _displaced = [];
    private readonly HashSet<DeliveryKey> _ended = [];
    private readonly HashSet<DeliveryKey> _underWay = [];
    private readonly Dictionary<(WorkflowId, SubjectKey), Signal> _last = [];
    private readonly HashSet<(string, string)> _shown = [];
    private readonly SortedDictionary<long, Dictionary<DeliveryKey, DigestItem>> _digests = [];
    private readonly List<(long Number, int Fork)> _blocks = [(100, 0)];
    private readonly int _subjects;
    private readonly bool _longNames;
    private HashSet<DeliveryKey> _waiting = [];
    private int _fork;

    public RecordHistory(int seed)
    {
        _subjects = 1 + (seed % 97);
        _longNames = seed / 97 % 2 == 0;
        var workflows = All.Take(1 + (seed / 194 % All.Length));
        Policy = new WalletPolicy(
            Address.FromBytes([.. Enumerable.Repeat((byte)7, 20)]),
            workflows.ToImmutableSortedDictionary(it => it.Id, it => it),
            Names.ToImmutableSortedDictionary(
                it => it, it => new ChannelTraits(it == ChannelName.Webhook, it != ChannelName.Webhook)),
            RetryPolicy.Default)
        {
            Segments = new SegmentRules(ImmutableSortedDictionary<SegmentName, TruthExpression>.Empty.Add(
                new SegmentName("crossed"),
                SegmentRules.Parse("openEpisodes > 0 or alertsToday > 0").Match(
                    condition => condition, (_, problem) => throw new InvalidOperationException(problem)))),
        };
    }

    public WalletPolicy Policy { get; private set; }

    public WalletState State { get; private set; } = WalletState.Empty with
    {
        Preferences = Chosen(7),
        TeamTier = new TeamTier(
            new TierName(new string('t', 64)), $"\"{new string('e', TeamTier.ETagBytesMax - 12)}\"",
            new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1),
            new DateTimeOffset(2026, 1, 1, 13, 0, 0, TimeSpan.Zero).AddTicks(1)),
    };

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What is wrong with the promises that hold whatever happens; null for nothing.</summary>
    public string? Broken { get; private set; }

    /// <summary>How many deliveries were displaced, and positions refused or forgotten.</summary>
    public (int Displaced, int Crowded) Seen { get; private set; }

    public void Step(int roll)
    {
        Now += TimeSpan.FromSeconds(roll % 60);
        switch (roll % 12)
        {
            case <= 5: Observe(roll / 12); break;
            case 6: Orphan(roll / 12); break;
            case 7:
                Happens(new WalletEvent.ReorgSettled(
                    Chain, _blocks[^1].Number - (roll / 12 % 3), [.. All.Select(it => it.Id)]));
                break;
            case 8 or 9: RunOutbox(roll / 12); break;
            case 10: Choose(Chosen(roll / 12)); break;
            default: ChangeWorkflows(roll / 12); break;
        }
    }

    // What takes more is refused before it comes to the wallet.
    private void Choose(Preferences chosen)
    {
        if (RecordSize.Of(chosen) <= RecordSize.PreferencesMax)
            Happens(new WalletEvent.PreferencesChanged(chosen, []));
    }

    /// <summary>Every reorg settles, and everything that waits is sent or given up.</summary>
    public void Drain()
    {
        Happens(new WalletEvent.PreferencesChanged(State.Preferences with { MutedUntil = null }, []));
        Happens(new WalletEvent.Awakened());
        _underWay.Clear();
        Happens(new WalletEvent.ReorgSettled(Chain, long.MaxValue, [.. All.Select(it => it.Id)]));
        for (var step = 0; Outbox.DueAt(State) is { } due && Broken is null; step++)
        {
            Now = due > Now ? due : Now;
            RunOutbox(0);
            if (step > 600)
                Broken = "It does not end.";
        }

        if (_displaced.Count > 0)
            Broken ??= "Something waits outside for ever.";
        if (_digests.Values.Any(items => items.Count > 0))
            Broken ??= "Something was laid into a digest that was never sent.";
    }

    private void Observe(int roll)
    {
        var count = 1 + (roll % 9);
        var block = (_blocks[^1].Number + 1, _fork);
        _blocks.Add(block);
        var live = Policy.Workflows.Values.ToArray();
        if (live.Length == 0)
            return;
        var signals = Enumerable.Range(0, count).Select(n => Signal(
            live[(roll / 9 + n) % live.Length], (roll / 81 + (n * 7)) % _subjects, roll / 7 + n, n, roll % 3 == 0));
        foreach (var signal in signals)
            _last[(signal.Workflow, signal.Subject)] = signal;
        Happens(new WalletEvent.Observed([.. signals], block.Item1 - 8));
    }

    private Signal Signal(Workflow workflow, int subject, int roll, int index, bool final)
    {
        Rational[] values =
        [
            Rational.Of(9, 10), Rational.Of(2, 1), Rational.Of(21, 20), Rational.Of(11, 10),
            Rational.Of(BigInteger.Pow(2, 255) + 1, BigInteger.Pow(10, 77) * 7), Rational.PositiveInfinity,
            -Rational.Of(BigInteger.Pow(3, 2000), BigInteger.Pow(7, 1000)), Rational.Undefined, Rational.Of(2, 1),
        ];
        var text = new string(roll % 2 == 0 ? 'ü' : '<', 500);
        var name = _longNames ? new string('s', 180) : "0x" + new string('a', 38);
        return new Signal(
            workflow.Id, new SubjectKey($"{Chain}/{name}{subject}"), values[roll % values.Length],
            new SignalSource(
                Chain, Reference(_blocks[^1]), Now, Keccak256.Hash(BitConverter.GetBytes(roll)), index, Policy.Wallet,
                [new AbiValue.Account(Policy.Wallet), new AbiValue.Text(text), new AbiValue.Text(text),
                    new AbiValue.Number(BigInteger.Pow(2, 256) - 1)]),
            Live: roll % 8 > 0, final);
    }

    private void Orphan(int roll)
    {
        var count = Math.Min(1 + (roll % 5), _blocks.Count - 1);
        var lost = _blocks.TakeLast(count).ToList();
        _blocks.RemoveRange(_blocks.Count - count, count);
        _fork++;
        if (count > 0)
            Happens(new WalletEvent.Orphaned(Chain, [.. lost.Select(Reference)], [.. All.Select(it => it.Id)]));
    }

    // As the grain does; what an attempt comes to may be left open for a while.
    private void RunOutbox(int roll)
    {
        foreach (var (key, at) in _underWay.Select((key, at) => (key, at)).ToList())
            if ((roll + at) % 3 > 0)
                End(key, Outcomes[(roll + at) % Outcomes.Length]);
        Happens(new WalletEvent.DueCame());
        if (Outbox.HasRepeatDue(State, Now))
            Happens(new WalletEvent.DueCame { Values = [.. _last.Values], AreAllValues = true });
        foreach (var (ready, at) in Outbox.Ready(State, Now, Policy).Select((ready, at) => (ready, at)))
        {
            if (!_underWay.Add(ready.Delivery.Key))
                continue;
            if (!Policy.Channels[ready.Delivery.Channel].CollapsesByKey)
                Happens(new WalletEvent.AttemptStarted(ready.Delivery.Key));
            if ((roll + at) % 4 > 0 || roll == 0)
                End(ready.Delivery.Key, Outcomes[(roll + at) % Outcomes.Length]);
        }

        SendDigests();
        if (!Outbox.HasRoom(State))
            return;
        foreach (var (key, withdrawn) in _displaced.ToList())
            if (Outbox.IsBack(State, withdrawn, Policy))
                _displaced.Remove(key);
        var asked = _displaced.Take(8).ToList();
        Happens(new WalletEvent.Resumed([.. asked.Select(it => it.Value)]) { Gone = State.Displaced!.Withdrawn });
        foreach (var (key, displaced) in asked)
            if (Outbox.IsBack(State, displaced, Policy))
                _displaced.Remove(key);
    }

    private void End(DeliveryKey key, SendOutcome outcome)
    {
        _underWay.Remove(key);
        Happens(new WalletEvent.SendEnded(key, outcome, "no-one"));
    }

    private void ChangeWorkflows(int roll)
    {
        var workflow = All[roll % All.Length];
        Policy = Policy with
        {
            Workflows = roll / All.Length % 3 == 0
                ? Policy.Workflows.Remove(workflow.Id)
                : Policy.Workflows.SetItem(workflow.Id, workflow),
        };
    }

    private void Happens(WalletEvent happened)
    {
        var decision = WalletDecision.Decide(State, happened, Now, Policy);
        State = decision.State;
        foreach (var effect in decision.Effects)
            effect.Match(Recorded, Shown, settled => Ended(settled.Delivery), Dead, Laid, Withdrawn, _ => true, _ => true, _ => true);
        // What waited either waits on, or was said to have ended or to wait outside.
        var waiting = State.Outbox.SelectMany(it => it.Deliveries).Select(it => it.Key).ToHashSet();
        foreach (var key in _waiting)
            if (!waiting.Contains(key) && !_ended.Contains(key))
                Broken ??= "A delivery vanished.";
        _ended.Clear();
        _waiting = waiting;
    }

    private bool Recorded(WalletEffect.Record it)
    {
        var isCrowded = it.Decision.Reasons.Any(reason => reason.Code == ReasonCode.TooManyPositions);
        if (isCrowded)
            Seen = (Seen.Displaced, Seen.Crowded + 1);
        if (it.Decision.Outcome == DecisionOutcome.Notify
            && !_shown.Contains((it.Decision.Subject.Value, it.Decision.CorrelationId)))
            Broken ??= "Nothing was laid into the inbox.";
        return true;
    }

    private bool Laid(WalletEffect.Digested it)
    {
        if (!_shown.Contains((it.Item.Subject.Value, CorrelationOf(it.Item))))
            _shown.Add((it.Item.Subject.Value, CorrelationOf(it.Item)));
        if (!_digests.TryGetValue(it.Digest, out var items))
            _digests[it.Digest] = items = [];
        items[it.Item.Key] = it.Item;
        return true;
    }

    private static string CorrelationOf(DigestItem item) => item.Key.ToString();

    private bool Withdrawn(WalletEffect.Undigested it) =>
        _digests.TryGetValue(it.Digest, out var items) && items.Remove(it.Key);

    private void SendDigests()
    {
        while (DigestDecision.DueNumber(State, Now) is { } number)
        {
            if (!_digests.Remove(number, out var items))
                items = [];
            Happens(new WalletEvent.DigestCame(number, [.. items.Values]));
        }
    }

    private bool Shown(WalletEffect.Show it) =>
        _shown.Add((it.Notification.Subject.Value, it.Notification.CorrelationId));

    private bool Dead(WalletEffect.DeadLettered it)
    {
        if (it.Delivery.Outcome == DeliveryWords.Displaced)
        {
            Seen = (Seen.Displaced + 1, Seen.Crowded);
            _displaced.TryAdd(it.Delivery.Key, DisplacedNotification.Of(it));
            foreach (var channel in it.Channels)
                _ended.Add(KeyOf(it.Notification, channel));
        }

        return it.Delivery.Outcome == DeliveryWords.Displaced || Ended(it.Delivery);
    }

    private bool Ended(DeliveryRecord it)
    {
        _ended.Add(it.Key);
        return true;
    }

    private DeliveryKey KeyOf(Notification it, ChannelName channel) => DeliveryKey.Of(new DeliveryIdentity(
        it.Chain, Policy.Wallet, it.Workflow.Value, it.Subject.Value, it.Episode, it.Level, it.Role, it.Ordinal,
        channel));

    private static BlockRef Reference((long Number, int Fork) block) => new(
        block.Number, Keccak256.Hash([.. BitConverter.GetBytes(block.Number), .. BitConverter.GetBytes(block.Fork)]));

    private static Preferences Chosen(int roll)
    {
        var contacts = Preferences.Unset.Contacts
            .Add(ChannelName.Telegram, new Contact("42", ContactStanding.Verified))
            .Add(ChannelName.Email, new Contact("no-one", ContactStanding.Verified));
        if (roll % 3 == 0)
            contacts = contacts.SetItem(
                ChannelName.Webhook, new Contact("https://" + new string('w', 1000), ContactStanding.Verified));
        return Preferences.Unset with
        {
            Contacts = contacts,
            Attention = Attention(roll),
            MutedUntil = roll % 7 == 1 ? new DateTimeOffset(2026, 1, 1, 12, 30, 0, TimeSpan.Zero) : null,
            MutedKinds = [.. Enumerable.Range(0, roll % 11).Select(n => new KindName(new string('k', 62) + n))],
            Thresholds = Preferences.Unset.Thresholds.SetItems(All.Take(roll % 5).Select(it => KeyValuePair.Create(
                it.Id, Threshold.Below(Rational.Of(BigInteger.Pow(10, 36) + 1, BigInteger.Pow(10, 36)))))),
        };
    }

    private static AttentionChoices Attention(int roll) => (roll % 9) switch
    {
        1 => new AttentionChoices { PerDay = roll % 4, Zone = "Europe/Berlin" },
        2 => new AttentionChoices { Quiet = new QuietHours(12 * 60, (12 * 60) + 1 + (roll % 40)) },
        3 => new AttentionChoices
        {
            PerDay = 3,
            PerWeek = 9,
            Digest = new DigestSchedule(null, (12 * 60) + (roll % 50), Learned: true),
            DigestKinds = [new KindName("k".PadRight(20, 'y'))],
            Snoozes = [new Snooze.OfKind(new KindName("k".PadRight(64, 'y')), new(2026, 1, 1, 12, 20, 0, TimeSpan.Zero))],
        },
        _ => AttentionChoices.Unset,
    };
}

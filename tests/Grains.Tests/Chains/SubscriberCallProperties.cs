using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Chains;

/// <summary>
/// Whoever is called by the index of lines is told what would be told if every wallet were asked about every tick, for
/// any ticks, tiers, own thresholds and reorgs, as deep as ticks are remembered.
/// </summary>
public sealed class SubscriberCallProperties
{
    private static readonly SubjectKey Market = new($"{House.Chain}/{House.Market}");

    [Theory]
    [InlineData("alert: below", "[1500, 1400]", "1550")]
    [InlineData("alert: above", "1600", "1500")]
    [InlineData("alert: either", "1450..1550", "1400..1600")]
    [InlineData("alert: falling", "1500", "1550")]
    [InlineData("alert: rising", "1500", "1450")]
    [InlineData("alert: change\nover: 1h", "4%", "3%")]
    [InlineData("alert: change\nper: 1h", "-4%", "-2%")]
    public void Whoever_the_index_calls_is_told_as_if_every_wallet_were_asked(string alert, string line, string other)
    {
        var told = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var world = new World(seed, Compiled("user", alert, line, other), Compiled("subscribers", alert, line, other));
            for (var step = 0; step < 60; step++)
            {
                world.Step();
                Assert.True(world.Asked.SequenceEqual(world.Called),
                    $"Seed {seed}, step {step}:\n{string.Join('\n', world.Asked)}\nbut\n{string.Join('\n', world.Called)}");
            }

            told += world.Asked.Count;
        }

        Assert.InRange(told, 100, int.MaxValue);
    }

    [Fact]
    public void What_is_remembered_outlasts_a_reorg_of_all_ticks_and_the_next_one_asks_whoever_has_a_line()
    {
        var workflow = Compiled("subscribers", "alert: falling", "1500", "1550");
        TickedStored[]? ticked = null;
        for (var block = 1L; block < 20; block++)
            ticked = TickBatch.Of([Tick(workflow, 1600, block)], [workflow], ticked, finalized: -1).Ticked;
        ticked = TickedMap.BackTo(ticked, 5);

        var called = Assert.Single(TickBatch.Of([Tick(workflow, 1400, 5)], [workflow], ticked, finalized: -1).Called);

        Assert.NotNull(called.Signals.Single().Past);
        Assert.Equal(SubscriberEntry.Line(workflow.Id, null, Rational.NegativeInfinity), called.Ranges[0].From);
    }

    private static Signal Tick(Workflow workflow, int value, long block) => new(
        workflow.Id, Market, value,
        new SignalSource(House.Chain, new BlockRef(block, Keccak256.Hash([(byte)block])),
            DateTimeOffset.UnixEpoch.AddMinutes(block), default, 0, House.Market, []),
        Live: true, Final: false);

    private static Workflow Compiled(string wallet, string alert, string line, string other) =>
        Assert.IsType<CompileOutcome.Compiled>(new WorkflowCompiler(
            new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Webhook])
            .Compile(new WorkflowSource("test", $$"""
                workflow: prices
                trigger:
                  chain: local
                  contract: "{{House.Market}}"
                  event: Answer(address indexed user, int256 current)
                wallet: {{wallet}}
                value: current
                {{alert}}
                tiers: { standard: {{line}}, bold: {{other}} }
                actions: { default: { channels: [webhook] } }
                """))).Workflow;

    /// <summary>Each wallet twice: once asked about every tick, and once called by the index.</summary>
    private sealed class World
    {
        private readonly Random _random;
        private readonly Workflow _workflow;
        private readonly List<(BlockRef Block, HashSet<int> Touched)> _blocks = [];
        private readonly Wallet[] _asked, _called;
        private TickedStored[]? _ticked;
        private long _hashes;
        private int _price = 1520, _peak;

        public World(int seed, Workflow named, Workflow subscribed)
        {
            (_random, _workflow) = (new Random(seed), subscribed);
            var owners = Enumerable.Range(0, 4).Select(at => Preferences.Unset with
            {
                Tier = at == 1 ? new TierName("bold") : null,
                Thresholds = at == 2 && subscribed.Rule.Side != AlertSide.Either && subscribed.Rule.Change is null
                    ? Preferences.Unset.Thresholds.Add(subscribed.Id, subscribed.Rule.Side == AlertSide.Below
                        ? Threshold.Below(1475)
                        : Threshold.Above(1575))
                    : Preferences.Unset.Thresholds,
                Subscriptions = Preferences.Unset.Subscriptions.Add(subscribed.Id, Subscription.ToAll),
            }).ToArray();
            _asked = [.. owners.Select(owner => new Wallet(named, owner))];
            _called = [.. owners.Select(owner => new Wallet(subscribed, owner))];
        }

        public List<string> Asked => [.. _asked.SelectMany((wallet, at) => wallet.Told.Select(told => $"{at} {told}"))];

        public List<string> Called => [.. _called.SelectMany((wallet, at) => wallet.Told.Select(told => $"{at} {told}"))];

        public void Step()
        {
            var most = Math.Min(_blocks.Count, _blocks.Count - _peak + TickedMap.BlocksMax - 1);
            if (_random.Next(4) == 0 && most > 0)
                Lose(_random.Next(1, most + 1));
            Mine([.. Enumerable.Range(0, _random.Next(4)).Select(_ =>
                _price = Math.Clamp(_price + _random.Next(-90, 91), 1350, 1700))]);
        }

        private void Mine(int[] prices)
        {
            var block = new BlockRef(_blocks.Count + 1, Keccak256.Hash(BitConverter.GetBytes(_hashes++)));
            var at = DateTimeOffset.UnixEpoch.AddMinutes(8 * block.Number);
            var signals = prices.Select((price, log) => new Signal(
                _workflow.Id, Market, price,
                new SignalSource(House.Chain, block, at, Keccak256.Hash([(byte)log, .. BitConverter.GetBytes(_hashes)]), log,
                    House.Market, []),
                Live: true, Final: false)).ToImmutableArray();
            var touched = new HashSet<int>();
            _blocks.Add((block, touched));
            _peak = Math.Max(_peak, _blocks.Count);
            if (signals.IsEmpty)
                return;
            foreach (var wallet in _asked)
                wallet.Sees(signals, at);
            var batch = TickBatch.Of(signals, [_workflow], _ticked, finalized: block.Number - 20);
            foreach (var called in batch.Called)
                for (var wallet = 0; wallet < _called.Length; wallet++)
                    if (_called[wallet].StandsIn(called.Ranges))
                    {
                        touched.Add(wallet);
                        _called[wallet].Sees(called.Signals, at);
                    }

            _ticked = batch.Ticked;
        }

        // Whoever a lost block touched takes it back, and is found again by the block that stands.
        private void Lose(int count)
        {
            var lost = _blocks[^count..];
            _blocks.RemoveRange(_blocks.Count - count, count);
            ImmutableArray<BlockRef> gone = [.. lost.Select(it => it.Block)];
            var touched = lost.SelectMany(it => it.Touched).ToHashSet();
            foreach (var wallet in _asked)
                wallet.Loses(gone);
            foreach (var wallet in touched)
                _called[wallet].Loses(gone);
            if (_blocks.Count > 0)
                _blocks[^1].Touched.UnionWith(touched);
            _ticked = TickedMap.BackTo(_ticked, gone[0].Number);
        }
    }

    private sealed class Wallet
    {
        private readonly WalletPolicy _policy;
        private WalletState _state;

        public Wallet(Workflow workflow, Preferences owner)
        {
            _policy = new WalletPolicy(
                House.Wallet, ImmutableSortedDictionary<WorkflowId, Workflow>.Empty.Add(workflow.Id, workflow),
                ImmutableSortedDictionary<ChannelName, ChannelTraits>.Empty.Add(ChannelName.Webhook, new ChannelTraits(true, false)),
                RetryPolicy.Default);
            _state = WalletState.Empty with { Preferences = owner };
        }

        public List<string> Told { get; } = [];

        public bool StandsIn(ImmutableArray<(string From, string Through)> ranges) =>
            SubscriberEntries.Of(_state, _policy.Workflows).Any(entry => ranges.Any(range =>
                string.CompareOrdinal(range.From, entry) <= 0 && string.CompareOrdinal(entry, range.Through) <= 0));

        public void Sees(ImmutableArray<Signal> signals, DateTimeOffset now) =>
            Happens(new WalletEvent.Observed(signals, signals[0].Source.Block.Number - 20), now);

        public void Loses(ImmutableArray<BlockRef> blocks) => Happens(
            new WalletEvent.Orphaned(House.Chain, blocks, [.. _policy.Workflows.Keys]),
            DateTimeOffset.UnixEpoch.AddMinutes(8 * blocks[0].Number));

        // What is decided is sent at once, so that nothing waits for another decision.
        private void Happens(WalletEvent happened, DateTimeOffset now)
        {
            var decision = WalletDecision.Decide(_state, happened, now, _policy);
            _state = decision.State;
            foreach (var shown in decision.Effects.OfType<WalletEffect.Show>())
                Told.Add($"{shown.Notification.Role} {shown.Notification.Episode} at {shown.Notification.Fields["value"]}");
            foreach (var ready in Outbox.Ready(_state, now, _policy))
                _state = WalletDecision.Decide(
                    _state, new WalletEvent.SendEnded(ready.Delivery.Key, new SendOutcome.Delivered(null), ""), now,
                    _policy).State;
        }
    }
}

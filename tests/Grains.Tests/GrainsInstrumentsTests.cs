using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Tiers;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests;

/// <summary>What a house says of itself while it runs. Alone: a listener hears every house of the process.</summary>
[Collection(nameof(StepTraceTests.Alone))]
public sealed class GrainsInstrumentsTests
{
    // A depth and numbers that no other house has: a process that a test left behind may still speak.
    private const int Confirmations = 7;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(41);

    private readonly House _house = new();
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task Blocks_decisions_sends_and_wakings_are_measured()
    {
        using var listener = Listen();
        _house.Webhook.Then(new SendOutcome.Throttled(Pause));
        _house.World.Mine(
            House.Health(House.Wallet, 1.2m), House.Health(House.Wallet, 1.15m), House.Health(House.AddressOf(5), 2m));
        for (var block = 0; block < Confirmations; block++)
            _house.World.Mine();
        var followed = Hears(
            "kwala.batch.logs 3 chain=eip155:31337",
            "kwala.batch.wallets 2 chain=eip155:31337",
            "kwala.shard.calls 1",
            "kwala.blocks.covered 1 chain=eip155:31337 confirmations=7",
            "kwala.decisions 1 outcome=Notify",
            "kwala.sends 1 channel=webhook outcome=Throttled",
            "kwala.send.duration 0 channel=webhook");

        await using (var first = await _house.Start(
            House.Workflow("measured", Confirmations), ("Kwala:Grains:FromBlock:local", "1")))
        {
            await _house.Follow(first, followed);
            Assert.Equal(
                [
                    "kwala.chain.coverage 1", "kwala.chain.halted 0", "kwala.chain.head.age 0", "kwala.chain.lag 0",
                    "kwala.chain.stalled 0",
                ],
                Gauges.Of(Confirmations));
            await _house.Storage.When(() => _house.Store.AllDue is [{ At: var at }] && at > _house.Time.GetUtcNow());
        }

        _house.Time.Advance(Pause);
        var woken = Hears("kwala.due.woken 1", "kwala.sends 1 channel=webhook outcome=Delivered");
        await using var second = await _house.Start(null, ("Kwala:Grains:Shards", "1"));
        await second.Client.GetGrain<IDueBucketGrain>("0").Keep();
        await _house.Until(woken);
    }

    [Fact]
    public async Task Dead_letter_is_counted_by_its_channel()
    {
        using var listener = Listen();
        _house.Webhook.Then(new SendOutcome.Rejected("It is not welcome."));
        await using var process = await _house.Start(House.Workflow("webhook"));

        await process.Client.GetGrain<IWalletGrain>(House.Wallet.ToString()).Observe(_house.Batch("1.2"));

        await Hears("kwala.sends 1 channel=webhook outcome=Rejected", "kwala.dead_letters 1 channel=webhook");
    }

    [Fact]
    public async Task Questions_for_tiers_and_decisions_by_old_answers_are_counted()
    {
        using var listener = Listen();
        var house = new House
        {
            Also = services => services.AddSingleton<ITierSource>(new OneAnswer()),
        };
        await using var process = await house.Start(House.Workflow("webhook"));
        var found = Hears("kwala.tiers.asked 1 outcome=Found");
        await process.Wallet.ReadPreferences();
        await found;
        // What was found is known a turn later.
        await house.Storage.When(() => house.Storage.Wallet(House.Wallet.ToString()).TeamTier is not null);
        house.Time.Advance(TimeSpan.FromHours(25));

        var away = Hears("kwala.tiers.asked 1 outcome=Unavailable", "kwala.tiers.stale 1");
        await process.Wallet.Observe(house.Batch("1.2"));
        await away;
    }

    // Says a tier once, and is away from then on.
    private sealed class OneAnswer : ITierSource
    {
        private int _asked;

        public TimeSpan StaleAfter => TimeSpan.FromDays(1);

        public Task<TierAnswer> Ask(Address wallet, string? etag, CancellationToken cancellationToken) =>
            Task.FromResult<TierAnswer>(Interlocked.Increment(ref _asked) == 1
                ? new TierAnswer.Found(TierName.Conservative, null, TimeSpan.FromHours(1))
                : new TierAnswer.Unavailable("It is away."));
    }

    [Fact]
    public async Task Alerts_are_counted_by_kind_with_what_became_of_them()
    {
        using var listener = Listen();
        await using var process = await _house.Start(House.Workflow("webhook"));

        await process.Wallet.Observe(_house.Batch("1.2"));
        await process.Wallet.Interact("one", new Interaction(
            InteractionKind.Useful, InteractionSource.Api, new InteractionTarget.Kind(new KindName("liquidation-risk"))));

        await Hears(
            "kwala.alerts 1 kind=liquidation-risk fate=Told", "kwala.alerts 1 kind=liquidation-risk fate=Acted");
    }

    private async Task Hears(params string[] expected)
    {
        var missing = expected.ToHashSet();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            while (missing.Count > 0)
                missing.Remove(await _heard.Reader.ReadAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Empty(missing);
        }
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name == GrainsInstruments.Name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((it, value, tags, _) => Hear(it, value, tags));
        listener.SetMeasurementEventCallback<int>((it, value, tags, _) => Hear(it, value, tags));
        listener.SetMeasurementEventCallback<double>((it, value, tags, _) => Hear(it, value, tags));
        listener.Start();
        return listener;
    }

    private void Hear(Instrument it, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{it.Name} {value}");
        foreach (var (name, tag) in tags)
            text += $" {name}={tag}";
        _heard.Writer.TryWrite(text);
    }
}

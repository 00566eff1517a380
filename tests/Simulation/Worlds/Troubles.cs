using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Channels;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>What befalls whole processes, and what owners do.</summary>
internal sealed class Troubles(World world)
{
    /// <summary>How far a process's clock may be off the true one, either way.</summary>
    public static readonly TimeSpan ClockErrorMax = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan DownMax = TimeSpan.FromSeconds(90);

    private readonly SeededChoice _choice = world.Plan.Choice("troubles");
    private readonly SeededChoice _owners = world.Plan.Choice("owners");
    private long _nextCrash = -1;

    /// <summary>Looks whether something befalls them after this step.</summary>
    public void Befall()
    {
        if (world.Plan.Has(Fault.Crashes))
            Crash();
    }

    /// <summary>Something may befall them with each block.</summary>
    public void BefallWithBlock()
    {
        if (world.Dice.Falls(Fault.Stops, times: 2) && world.Running.Find(it => !it.IsStopping) is { } stopping)
            Stop(stopping);
        if (world.Dice.Falls(Fault.TwoProcesses, times: 2) && world.Running.Count == 1)
            Double();
        if (world.Dice.Falls(Fault.ClockJumps, times: 2) && world.Running.Count > 0)
            _choice.OneOf(world.Running).Process.ClockError =
                _choice.UpTo(2 * ClockErrorMax) - ClockErrorMax;
        if (world.Dice.Falls(Fault.OptOuts, times: 3))
            TakeConsent();
        if (world.Chain.Head.Ref.Number < world.Ledger.ClearingBlock - 5 && world.Dice.Falls(Fault.NewTiers, times: 3))
        {
            var tier = _owners.OneOf([TierName.Conservative, TierName.Standard, TierName.Aggressive]);
            Meddle(_owners.OneOf(world.Scenery.Wallets), it => it with { Tier = tier });
        }
    }

    // By steps, not by time: between any two of them, whatever they are.
    private void Crash()
    {
        if (_nextCrash < 0)
            _nextCrash = world.Loop.Steps + 20 + (long)(20 * Math.Pow(300, _choice.Fraction()));
        if (world.Loop.Steps < _nextCrash)
            return;
        _nextCrash = -1;
        if (world.Running.Count == 0)
            return;
        world.Kill(_choice.OneOf(world.Running));
        Replace(_choice.UpTo(DownMax));
    }

    private void Replace(TimeSpan after) => world.Loop.After(after, null, () =>
    {
        if (!world.Running.Any(it => it.Process.IsAlive && !it.IsStopping))
            world.StartProcess();
    });

    // Where two may run at once, the next starts before the last is gone.
    private void Stop(Incarnation stopping)
    {
        var patience = _choice.UpTo(TimeSpan.FromSeconds(30));
        stopping.Stop(patience);
        world.Tell($"a process is asked to stop");
        world.Loop.After(patience + TimeSpan.FromSeconds(5), null, () => world.Kill(stopping));
        Replace(world.Plan.Has(Fault.TwoProcesses) ? _choice.UpTo(DownMax) : patience + TimeSpan.FromSeconds(6));
    }

    private void Double()
    {
        world.StartProcess();
        world.Loop.After(TimeSpan.FromSeconds(20) + _choice.UpTo(TimeSpan.FromMinutes(3)), null, () =>
        {
            if (world.Running.Count > 1)
                world.Kill(_choice.OneOf(world.Running));
        });
    }

    /// <summary>The owner of a message that has to wait takes back consent to it.</summary>
    public void ChangeMind(ChannelName channel, OutboundMessage message)
    {
        if (!Address.TryParse(message.Wallet, out var wallet))
            return;
        var change = ChangeConsent(_owners.Below(2), new KindName(message.Kind), channel);
        world.Loop.After(_owners.UpTo(TimeSpan.FromMinutes(1)), null, () => Meddle(wallet, change));
    }

    // Every other time from under a message that waits.
    private void TakeConsent()
    {
        var waiting = world.Ledger.Wallets.Where(it => !it.Value.Outbox.IsEmpty).ToImmutableArray();
        if (waiting.IsEmpty || _owners.Chance(0.5))
        {
            Meddle(_owners.OneOf(world.Scenery.Wallets), ChangeConsent(
                _owners.Below(6), _owners.OneOf(world.Scenery.Workflows).Kind,
                _owners.OneOf(world.Scenery.Channels).Name));
            return;
        }

        var (wallet, state) = _owners.OneOf(waiting);
        var message = _owners.OneOf(state.Outbox);
        Meddle(wallet, ChangeConsent(
            _owners.Below(2), message.Notification.Kind, _owners.OneOf(message.Deliveries).Channel));
    }

    private Func<Preferences, Preferences> ChangeConsent(int which, KindName kind, ChannelName channel)
    {
        var until = world.Loop.Now + _owners.UpTo(TimeSpan.FromMinutes(4));
        return which switch
        {
            0 => it => it with { MutedKinds = it.MutedKinds.Add(kind) },
            1 => it => it with { MutedChannels = it.MutedChannels.Add(channel) },
            2 => it => it with { MutedUntil = until },
            3 => it => it with { MutedUntil = null },
            _ => it => it with { MutedKinds = [], MutedChannels = [] },
        };
    }

    private void Meddle(Address wallet, Func<Preferences, Preferences> change)
    {
        if (world.Running.Count == 0)
            return;
        var process = _choice.OneOf(world.Running);
        world.Ledger.Meddled.Add(wallet);
        process.Process.Start(async () =>
        {
            var grain = process.Grains.GetGrain<IWalletGrain>(wallet.ToString());
            var now = await grain.ReadPreferences();
            await grain.ChangePreferences(change(now.Preferences), now.ETag, vouched: true);
        });
    }
}

using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Orleans;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>
/// How much attention owners give, and what they do with what they hear. Consent, which may keep back what is critical,
/// is a matter of <see cref="Troubles"/>; so is a snooze of it.
/// </summary>
internal sealed class Owners(World world)
{
    private static readonly ImmutableArray<string> Zones =
        ["Etc/UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns"];

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(8);

    private readonly SeededChoice _choice = world.Plan.Choice("attention");
    private readonly SeededChoice _answers = world.Plan.Choice("interactions");
    private int _interactions;

    /// <summary>What they choose before anything happens.</summary>
    public async Task Settle(IGrainFactory grains)
    {
        if (!world.Plan.Has(Fault.Attention))
            return;
        foreach (var wallet in world.Scenery.Wallets)
        {
            var zone = _choice.OneOf(Zones);
            var first = new AttentionChoices
            {
                Zone = zone,
                PerDay = _choice.OneOf<int?>([null, null, 0, 1, 2, 4]),
                PerWeek = _choice.OneOf<int?>([null, null, null, 3]),
                Quiet = _choice.Chance(0.4) ? QuietFrom(zone) : null,
                Digest = DigestOf(zone),
            };
            await Choose(grains, wallet, _ => first);
        }
    }

    /// <summary>They may choose anew, or answer, with each block.</summary>
    public void BefallWithBlock()
    {
        if (world.Dice.Falls(Fault.Attention, times: 6))
            ChooseAnew(_choice.OneOf(world.Scenery.Wallets));
        if (world.Dice.Falls(Fault.Learning, times: 12) && world.Ledger.Planned.Count > 0)
            Answer();
    }

    /// <summary>Whoever still has a digest coming wants it within minutes, so that worlds end the same day.</summary>
    public void WantTheirDigests()
    {
        if (!world.Plan.Has(Fault.Attention))
            return;
        foreach (var (wallet, state) in world.Ledger.Wallets)
            if (!state.Attention.Digests.IsEmpty || state.Outbox.Any(it => it.DeferredUntil is not null))
                Ask(wallet, (grains, of) => Choose(grains, of, now => now with
                {
                    Quiet = null,
                    Snoozes = [],
                    Digest = new DigestSchedule(null, Minute(now.Zone, TimeSpan.FromMinutes(2))),
                }));
    }

    private void ChooseAnew(Address wallet)
    {
        var (kind, until) = (_choice.OneOf(world.Scenery.Workflows).Kind, world.Loop.Now + _choice.UpTo(Soon));
        Func<AttentionChoices, AttentionChoices> change = _choice.Below(8) switch
        {
            0 => now => now with { Quiet = QuietFrom(now.Zone) },
            1 => now => now with { Quiet = null },
            2 => now => now with { PerDay = _choice.OneOf<int?>([null, 0, 1, 3, 5]) },
            3 => now => now with { PerWeek = _choice.OneOf<int?>([null, 2, 5]) },
            4 => now => now with { Digest = DigestOf(now.Zone) },
            5 => now => now with { DigestKinds = now.DigestKinds.IsEmpty ? [kind] : [] },
            6 => Snoozed(wallet, new Snooze.OfKind(kind, until)),
            _ => Snoozed(wallet, SnoozeOfPosition(wallet, until)),
        };
        Ask(wallet, (grains, of) => Choose(grains, of, change));
    }

    // Of a critical workflow it is the owner's own wish that keeps it back.
    private Func<AttentionChoices, AttentionChoices> Snoozed(Address wallet, Snooze snooze)
    {
        var critical = world.Scenery.Workflows.Where(it => it.Lane == Lane.Critical);
        if (snooze is Snooze.OfKind { Kind: var kind } && critical.Any(it => it.Kind == kind)
            || snooze is Snooze.OfPosition { Workflow: var workflow } && critical.Any(it => it.Id == workflow))
            world.Ledger.Meddled.Add(wallet);
        return now => now with { Snoozes = now.Snoozes.Length < 4 ? now.Snoozes.Add(snooze) : [snooze] };
    }

    private Snooze SnoozeOfPosition(Address wallet, DateTimeOffset until)
    {
        var open = world.Ledger.Of(wallet).Tracks
            .SelectMany(track => track.Value.Episodes.Select(it => (track.Key, Subject: it.Key, it.Value.Current)))
            .Where(it => it.Current is Episode.Open).ToArray();
        if (open is [])
            return new Snooze.OfKind(world.Scenery.Workflows[^1].Kind, until);
        var (workflow, subject, current) = _choice.OneOf(open);
        return _choice.Chance(0.5)
            ? new Snooze.OfPosition(workflow, subject, until, null)
            : new Snooze.OfPosition(workflow, subject, null, ((Episode.Open)current).Number);
    }

    private void Answer()
    {
        var (wallet, _, told) = _answers.OneOf(world.Ledger.Planned.Values.ToArray());
        if (_answers.Chance(0.1))
        {
            var undo = _answers.OneOf<Undo>(
                [new Undo.ForgetKind(told.Kind), new Undo.ForgetAll(), new Undo.NeverLearn(), new Undo.LearnAgain()]);
            Ask(wallet, (grains, of) => grains.GetGrain<IWalletGrain>(of).UndoLearning(LearningUndo.Of(undo)));
            return;
        }

        var inbox = DeliveryKey.Of(new DeliveryIdentity(
            told.Chain, wallet, told.Workflow.Value, told.Subject.Value, told.Episode, told.Level, told.Role,
            told.Ordinal, ChannelName.Inbox));
        var about = _answers.OneOf<InteractionTarget>(
        [
            new InteractionTarget.Alert(AlertMark.Of(inbox)), new InteractionTarget.Kind(told.Kind),
            new InteractionTarget.Position(PositionMark.Of(told.Workflow, told.Subject)),
            new InteractionTarget.Nothing(),
        ]);
        var answer = new Interaction(
            _answers.OneOf(Enum.GetValues<InteractionKind>()), _answers.OneOf(Enum.GetValues<InteractionSource>()), about);
        // Now and then one that came before.
        var id = $"answer-{(_answers.Chance(0.9) ? ++_interactions : _interactions)}";
        Ask(wallet, (grains, of) => grains.GetGrain<IWalletGrain>(of).Interact(id, answer));
    }

    private void Ask(Address wallet, Func<IGrainFactory, string, Task> what)
    {
        if (world.Running.Count == 0)
            return;
        var process = _choice.OneOf(world.Running);
        process.Process.Start(() => what(process.Grains, wallet.ToString()));
    }

    private static Task Choose(
        IGrainFactory grains, Address wallet, Func<AttentionChoices, AttentionChoices> change) =>
        Choose(grains, wallet.ToString(), change);

    private static async Task Choose(
        IGrainFactory grains, string wallet, Func<AttentionChoices, AttentionChoices> change)
    {
        var grain = grains.GetGrain<IWalletGrain>(wallet);
        var now = await grain.ReadPreferences();
        await grain.ChangePreferences(
            now.Preferences with { Attention = change(now.Preferences.Attention) }, now.ETag, vouched: true);
    }

    private QuietHours QuietFrom(string? zone)
    {
        var from = Minute(zone, _choice.UpTo(Soon));
        return new QuietHours(from, (from + _choice.Between(1, 6)) % OwnerTime.MinutesOfDay);
    }

    private DigestSchedule DigestOf(string? zone) =>
        new(null, Minute(zone, TimeSpan.FromMinutes(1) + _choice.UpTo(Soon)), Learned: _choice.Chance(0.2));

    private int Minute(string? zone, TimeSpan from) => OwnerTime.MinuteOf(world.Loop.Now + from, OwnerTime.ZoneOf(zone));
}

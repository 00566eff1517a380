using Kwala.Core.Wallets;
using Kwala.Grains.Delivery;
using Kwala.Grains.Workflows;
using Orleans;

namespace Kwala.Grains.Wallets;

// What is sent once it is saved, and how it comes back.
internal sealed partial class WalletGrain
{
    async Task IOutboxTurn.Continue()
    {
        await TakeTier();
        await RunOutbox();
    }

    /// <summary>True where something changed or was started.</summary>
    private async Task<bool> RunOutbox()
    {
        if (_isLeaving || (Outbox.DueAt(_state) is null && _attempts is not { Count: > 0 }))
            return false;
        var live = await around.Policies.AtLeast(0, _wallet);
        var ended = _attempts?.Ended() ?? [];
        var values = Outbox.NeedsValues(_state, Now) ? await NewestValues() : [];
        var step = OutboxStep.Of(_state, ended, _attempts, values, Now, around.Policies.Of(_wallet, live));
        var changed = !ReferenceEquals(step.State, _state) || !step.Effects.IsEmpty;
        if (changed)
            await Save(step.State, step.Effects, live);
        else if (!step.Ready.IsEmpty && !freshness.SufficesToSend(_readAt) && await WasOvertaken())
            return await RunOutbox();
        _attempts?.Forget(ended);
        foreach (var ready in step.Ready)
            Start(ready);
        return await ResumeDisplaced(live) | await SendDigest(live) | await Remind(live)
            || changed || !step.Ready.IsEmpty;
    }

    // After what waits was started: nothing new depends on whether the present values can be read.
    private async Task<bool> Remind(LiveSet live)
    {
        if (!Outbox.HasRepeatDue(_state, Now))
            return false;
        while (!await Decided(
            new WalletEvent.DueCame
            {
                Values = await around.Values.With(await NewestValues(), _wallet, live),
                AreAllValues = true,
            },
            live))
        {
        }

        return true;
    }

    // The outcome comes back as a turn.
    private void Start(ReadyDelivery ready)
    {
        var attempt = around.Sender.Begin(_wallet, ready);
        (_attempts ??= new AttemptsUnderWay()).Start(ready, attempt);
        _ = ContinueAfter(attempt);
    }

    private void ContinueIfDue()
    {
        if (Outbox.DueAt(_state) <= Now)
            _ = ContinueAfter(Task.CompletedTask);
    }

    private async Task ContinueAfter(Task ended)
    {
        try
        {
            await ended;
            if (!_isLeaving)
                await this.AsReference<IOutboxTurn>().Continue();
        }
        catch (Exception failure)
        {
            // Nobody waits for this call; the due index repeats it.
            LogContinuesLater(around.Logger, failure, _wallet);
        }
    }
}

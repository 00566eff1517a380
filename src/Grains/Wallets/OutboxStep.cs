using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Grains.Delivery;

namespace Kwala.Grains.Wallets;

/// <summary>What one look at a wallet's outbox comes to. Pure.</summary>
/// <param name="State">The state to save before anything is sent.</param>
/// <param name="Effects">What to save with it.</param>
/// <param name="Ready">The attempts to start once it is durable.</param>
internal sealed record OutboxStep(
    WalletState State, ImmutableArray<WalletEffect> Effects, ImmutableArray<ReadyDelivery> Ready)
{
    /// <summary>
    /// Takes in the attempts that ended, settles what is due without a send, and names what is ready, marked as
    /// attempted
    /// where the channel cannot collapse a repetition (decision 6).
    /// </summary>
    public static OutboxStep Of(
        WalletState state,
        ImmutableArray<WalletEvent.SendEnded> ended,
        AttemptsUnderWay? attempts,
        ImmutableArray<Signal> values,
        DateTimeOffset now,
        WalletPolicy policy)
    {
        var decided = ended.Select(end => end.Key).ToHashSet();
        var step = new OutboxStep(state, [], []).After(ended, now, policy);
        if (attempts is not null)
            step = step with
            {
                // What waits its turn behind a slow provider is in no doubt, and the due index need not name it again
                // and again.
                State = UnderWay(
                    step.State,
                    it => it.DueAt <= now && attempts.Has(it.Key) && !decided.Contains(it.Key),
                    now,
                    policy),
            };
        if (Outbox.DueAt(step.State) <= now)
            step = step.Then(new WalletEvent.DueCame { Values = values }, now, policy);
        var ready = Outbox.Ready(step.State, now, policy)
            .Where(it => decided.Contains(it.Delivery.Key) || attempts?.Has(it.Delivery.Key) != true)
            .ToImmutableArray();
        return ready
            .Where(it => policy.Channels.GetValueOrDefault(it.Delivery.Channel) is { CollapsesByKey: false })
            .Aggregate(step, (so, it) => so.Then(new WalletEvent.AttemptStarted(it.Delivery.Key), now, policy))
            with
        { Ready = ready };
    }

    /// <summary>The attempts that ended, decided about one after the other.</summary>
    public OutboxStep After(ImmutableArray<WalletEvent.SendEnded> ended, DateTimeOffset now, WalletPolicy policy) =>
        ended.Aggregate(this, (so, end) => so.Then(end, now, policy));

    /// <summary>The state in which these attempts are known to be under way; the same where there are none.</summary>
    public static WalletState UnderWay(
        WalletState state, Func<PendingDelivery, bool> which, DateTimeOffset now, WalletPolicy policy) =>
        state.Outbox
            .SelectMany(pending => pending.Deliveries)
            .Where(which)
            .Aggregate(state, (so, it) =>
                WalletDecision.Decide(so, new WalletEvent.AttemptStarted(it.Key), now, policy).State);

    private OutboxStep Then(WalletEvent happened, DateTimeOffset now, WalletPolicy policy)
    {
        var next = WalletDecision.Decide(State, happened, now, policy);
        return new OutboxStep(next.State, Effects.AddRange(next.Effects), Ready);
    }
}

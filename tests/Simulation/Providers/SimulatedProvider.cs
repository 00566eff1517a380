using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Providers;

/// <summary>What a channel of this world is.</summary>
internal sealed record ChannelKind(ChannelName Name, bool CollapsesByKey, bool NeedsAddress);

/// <summary>A process's way to one provider, with all the faults of the plan.</summary>
internal sealed class SimulatedProvider(
    ChannelKind kind, SimulatedWorld loop, SimulatedProcess process, FaultDice dice, SeededChoice choice) : IChannel
{
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(50), LongWay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), LongPatience = TimeSpan.FromMinutes(30);

    public ChannelName Name => kind.Name;

    public bool CollapsesByKey => kind.CollapsesByKey;

    public Markup Markup => Markup.None;

    public bool NeedsAddress => kind.NeedsAddress;

    /// <summary>Called when an attempt starts.</summary>
    public Action<ChannelKind, OutboundMessage>? Sending { get; set; }

    /// <summary>Called when the provider accepts a message: it is with the owner then.</summary>
    public Action<ChannelKind, OutboundMessage>? Accepted { get; set; }

    /// <summary>Called when a message has to wait for so long that its owner may change her mind meanwhile.</summary>
    public Action<ChannelKind, OutboundMessage>? Delayed { get; set; }

    public AddressCheck Check(string address) => new AddressCheck.Valid(address);

    public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        Sending?.Invoke(kind, message);
        var answer = new TaskCompletionSource<SendOutcome>();
        var (accepted, outcome) = Draw(message);
        var outlives = choice.Chance(0.5);
        loop.After(choice.UpTo(Way), null, () =>
        {
            if (!process.IsAlive && !outlives)
                return;
            if (accepted)
                Accepted?.Invoke(kind, message);
            if (outcome is not null)
                loop.After(choice.UpTo(choice.Chance(0.05) ? LongWay : Way), process, () => answer.SetResult(outcome));
        });
        return answer.Task;
    }

    private (bool Accepted, SendOutcome? Outcome) Draw(OutboundMessage message)
    {
        if (dice.Falls(Fault.Throttled))
            return (false, new SendOutcome.Throttled(choice.UpTo(choice.Chance(0.5) ? LongPatience : Patience)));
        if (dice.Falls(Fault.OptOuts))
        {
            Delayed?.Invoke(kind, message);
            return (false, new SendOutcome.Throttled(Patience + choice.UpTo(LongPatience)));
        }

        if (dice.Falls(Fault.Unreachable))
            return (false, new SendOutcome.Unreachable("simulated"));
        if (dice.Falls(Fault.SendUnknown))
            return (choice.Chance(0.5), new SendOutcome.Unknown("simulated"));
        if (dice.Falls(Fault.SendHangs))
            return (choice.Chance(0.5), null);
        if (dice.Falls(Fault.Rejected))
            return (false, new SendOutcome.Rejected("simulated"));
        return dice.Falls(Fault.Gone)
            ? (false, new SendOutcome.RecipientGone("simulated"))
            : (true, new SendOutcome.Delivered(null));
    }
}

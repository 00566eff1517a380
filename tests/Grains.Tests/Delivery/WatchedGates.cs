using System.Collections.Immutable;
using System.Reflection;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Grains.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Channels;
using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>An answer that a gate got: how long each of those that asked has to wait; null for having no place.</summary>
internal sealed record PlacesGiven(ImmutableArray<PermitAsked> Asked, ImmutableArray<TimeSpan?> Places);

/// <summary>A message that a channel took, when it left.</summary>
internal sealed record MessageLeft(DateTimeOffset At, OutboundMessage Message, SendOutcome Outcome);

/// <summary>
/// The gates of all silos, watched from every side: what they ask the grain that gives out places, the timers that they
/// wait by, and what leaves. So a test moves the clock from one instant that somebody waits for to the next, and at none
/// of them before all is done that belongs to the last.
/// </summary>
internal sealed class WatchedGates(FakeTime time)
{
    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _waits = [];
    private readonly List<DateTimeOffset> _opens = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asking;
    private int _waitsDue;

    /// <summary>Every answer, in order.</summary>
    public List<PlacesGiven> Given { get; } = [];

    /// <summary>Every message that left, in order.</summary>
    public List<MessageLeft> Left { get; } = [];

    /// <summary>Puts watched gates in the place of a silo's own.</summary>
    public void Watch(IServiceCollection services) => services.AddSingleton(silo => new SendGates(
        silo.GetServices<IChannel>(),
        Factory.Of(new PermitsOf(this, silo.GetRequiredService<IGrainFactory>())),
        silo.GetRequiredService<IOptions<GrainsOptions>>(),
        new Clock(this),
        silo.GetRequiredService<ILogger<SendGates>>()));

    /// <summary>The same channel, watched.</summary>
    public IChannel Watch(IChannel channel) => new Watched(this, channel);

    /// <summary>Moves the clock until so many messages have left.</summary>
    public async Task Leave(int messages)
    {
        await Settled();
        while (Left.Count < messages)
        {
            Time.Advance(_waits.Where(it => it > Time.GetUtcNow()).Min() - Time.GetUtcNow());
            await Settled();
        }
    }

    private string Standing => $"{_asking} ask, {_waits.Count} of {_waitsDue} wait, {Left.Count} have left";

    private FakeTime Time => time;

    /// <summary>
    /// Ends when every gate waits for the clock or has nobody who waits, and what may leave by now has left.
    /// </summary>
    public async Task Settled()
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_asking == 0 && _waits.Count == _waitsDue && Left.Count == _opens.Count(it => it <= Time.GetUtcNow()))
                    return;
                changed = _changed.Task;
            }

            await changed.OrFail($"the gates were busy: {Standing}");
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Answered(ImmutableArray<PermitAsked> asked, ImmutableArray<TimeSpan?> places)
    {
        _asking--;
        Given.Add(new PlacesGiven(asked, places));
        // A timer counts whole milliseconds: with less than one to go there is none.
        var waits = places.OfType<TimeSpan>().Select(it => TimeSpan.FromMilliseconds((long)it.TotalMilliseconds)).ToArray();
        _opens.AddRange(waits.Select(it => Time.GetUtcNow() + it));
        // One for every place that is not now, and one for all that got none.
        _waitsDue += waits.Count(it => it > TimeSpan.Zero) + (places.Contains(null) ? 1 : 0);
    }

    private sealed class PermitsOf(WatchedGates gates, IGrainFactory grains)
    {
        public Permits Channel(string name) => new Permits(gates, grains.GetGrain<ISendPermitsGrain>(name));
    }

    private sealed class Permits(WatchedGates gates, ISendPermitsGrain permits) : ISendPermitsGrain
    {
        public async Task<ImmutableArray<TimeSpan?>> Ask(ImmutableArray<PermitAsked> asked)
        {
            gates.Change(() => gates._asking++);
            var places = await permits.Ask(asked);
            gates.Change(() => gates.Answered(asked, places));
            return places;
        }
    }

    // Made at run time: a factory has more members on Orleans than on Orleans.Local.
    private class Factory : DispatchProxy
    {
        private PermitsOf? _permits;

        public static IGrainFactory Of(PermitsOf permits)
        {
            var factory = Create<IGrainFactory, Factory>();
            ((Factory)(object)factory)._permits = permits;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            _permits!.Channel((string)args![0]!);
    }

    private sealed class Clock(WatchedGates gates) : TimeProvider
    {
        public override long TimestampFrequency => gates.Time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => gates.Time.GetUtcNow();

        public override long GetTimestamp() => gates.Time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = gates.Time.CreateTimer(callback, state, dueTime, period);
            gates.Change(() => gates._waits.Add(gates.Time.GetUtcNow() + dueTime));
            return timer;
        }
    }

    private sealed class Watched(WatchedGates gates, IChannel channel) : IChannel
    {
        public ChannelName Name => channel.Name;

        public bool CollapsesByKey => channel.CollapsesByKey;

        public Markup Markup => channel.Markup;

        public bool NeedsAddress => channel.NeedsAddress;

        public bool TellsWhoLeft => channel.TellsWhoLeft;

        public SendLimit? Limit => channel.Limit;

        public AddressCheck Check(string address) => channel.Check(address);

        public async Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
        {
            var outcome = await channel.Send(message, cancellationToken);
            gates.Change(() => gates.Left.Add(new MessageLeft(gates.Time.GetUtcNow(), message, outcome)));
            return outcome;
        }
    }
}

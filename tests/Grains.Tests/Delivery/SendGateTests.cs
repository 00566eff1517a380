using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Grains.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>Messages wait at their channel's gate for places that one grain gives out.</summary>
public sealed class SendGateTests
{
    private readonly FakeTime _time = new();
    private readonly Permits _permits = new();

    private SendGate Gate() => new(_permits, _time, NullLogger.Instance);

    [Fact]
    public async Task Message_leaves_when_its_place_has_come()
    {
        _permits.Answer = asked => [.. asked.Select(_ => (TimeSpan?)TimeSpan.FromMilliseconds(250))];
        var left = Gate().Enter(Lane.Standard, "one", default);

        await _time.WhenArmed(TimeSpan.FromMilliseconds(250));
        Assert.False(left.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(250));

        await left.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Those_that_wait_ask_together_the_critical_ones_first()
    {
        var gate = Gate();
        _permits.Hold = new TaskCompletionSource();
        var first = gate.Enter(Lane.Bulk, "first", default);
        Task[] others =
        [
            gate.Enter(Lane.Bulk, "bulk", default), gate.Enter(Lane.Standard, "standard", default),
            gate.Enter(Lane.Critical, "critical", default), gate.Enter(Lane.Critical, "later", default),
        ];
        _permits.Hold.SetResult();
        await Task.WhenAll([first, .. others]).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["first", "critical later standard bulk"], _permits.Asked);
    }

    [Fact]
    public async Task Message_without_a_place_asks_again_after_a_pause()
    {
        var refusals = 2;
        _permits.Answer = asked => [.. asked.Select(_ => refusals-- > 0 ? (TimeSpan?)null : TimeSpan.Zero)];
        var left = Gate().Enter(Lane.Bulk, "one", default);
        for (var pause = 0; pause < 2; pause++)
        {
            await _time.WhenArmed(SendSchedule.AskAgain);
            Assert.False(left.IsCompleted);
            _time.Advance(SendSchedule.AskAgain);
        }

        await left.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(3, _permits.Asked.Count);
    }

    [Fact]
    public async Task Where_nobody_gives_places_critical_messages_go_and_the_others_wait()
    {
        _permits.Answer = _ => throw new TimeoutException("No answer.");
        var gate = Gate();
        _permits.Hold = new TaskCompletionSource();
        var bulk = gate.Enter(Lane.Bulk, "one", default);
        var critical = gate.Enter(Lane.Critical, "two", default);
        _permits.Hold.SetResult();

        await _time.WhenArmed(SendSchedule.AskAgain);
        _time.Advance(SendSchedule.AskAgain);
        await critical.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(bulk.IsCompleted);

        _permits.Answer = asked => [.. asked.Select(_ => (TimeSpan?)TimeSpan.Zero)];
        await _time.WhenArmed(SendSchedule.AskAgain);
        _time.Advance(SendSchedule.AskAgain);
        await bulk.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Permits : ISendPermitsGrain
    {
        public List<string> Asked { get; } = [];

        public TaskCompletionSource Hold { get; set; } = Done();

        public Func<ImmutableArray<PermitAsked>, ImmutableArray<TimeSpan?>> Answer { get; set; } =
            asked => [.. asked.Select(_ => (TimeSpan?)TimeSpan.Zero)];

        public async Task<ImmutableArray<TimeSpan?>> Ask(ImmutableArray<PermitAsked> asked)
        {
            Asked.Add(string.Join(' ', asked.Select(it => it.Address)));
            await Hold.Task;
            return Answer(asked);
        }

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }
}

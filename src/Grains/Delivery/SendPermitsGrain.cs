using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Orleans;

namespace Kwala.Grains.Delivery;

/// <summary>
/// Keeps one channel's schedule, in memory: an activation that knows nothing of the one before begins when all that
/// that one gave out is over.
/// </summary>
internal sealed class SendPermitsGrain(MessageSender sender, TimeProvider time) : Grain, ISendPermitsGrain
{
    private SendSchedule? _schedule;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (sender.Channels.GetValueOrDefault(new ChannelName(this.GetPrimaryKeyString()))?.Limit is { } limit)
            _schedule = SendSchedule.From(limit, time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<TimeSpan?>> Ask(ImmutableArray<PermitAsked> asked)
    {
        var now = time.GetUtcNow();
        return Task.FromResult(asked.Select(it => Place(it, now)).ToImmutableArray());
    }

    private TimeSpan? Place(PermitAsked asked, DateTimeOffset now)
    {
        // A channel that has no limit here, as while its configuration changes silo by silo.
        if (_schedule is null)
            return TimeSpan.Zero;
        _schedule = _schedule.Ask(asked.Lane, asked.Address, now, out var after);
        return after;
    }
}

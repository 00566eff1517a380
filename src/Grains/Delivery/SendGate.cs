using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Delivery;

/// <summary>
/// Where the messages of one limited channel wait on this silo for their places: many ask together, the critical ones
/// first. Where nobody gives places out, the critical ones go without and the others wait (decision 13).
/// </summary>
internal sealed partial class SendGate(ISendPermitsGrain permits, TimeProvider time, ILogger logger)
{
    private const int BlockMax = 256;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<Waiting, (Lane Lane, long Order)> _waiting = new();
    private long _order;
    private bool _isAsking;

    /// <summary>Completes when a message may leave.</summary>
    public Task Enter(Lane lane, string address, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(new PermitAsked { Lane = lane, Address = address });
        if (Add(waiting))
            _ = AskForAll();
        return waiting.Open.Task.WaitAsync(cancellationToken);
    }

    private async Task AskForAll()
    {
        while (Block() is { IsEmpty: false } block)
        {
            var places = await Ask(block);
            var isRefused = false;
            for (var index = 0; index < block.Length; index++)
            {
                if (places[index] is { } after)
                    _ = OpenAfter(after, block[index]);
                else
                    // Behind those that have not asked yet: what waits for its own address holds up no other.
                    isRefused = !Add(block[index]);
            }

            if (isRefused)
                await Task.Delay(SendSchedule.AskAgain, time);
        }
    }

    private async Task<ImmutableArray<TimeSpan?>> Ask(ImmutableArray<Waiting> block)
    {
        var places = permits.Ask([.. block.Select(it => it.Asked)]);
        await ((Task)places).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (places.IsCompletedSuccessfully)
            return places.Result;
        LogNoPlaces(logger, places.Exception, block.Length);
        return [.. block.Select(it => it.Asked.Lane == Lane.Critical ? TimeSpan.Zero : (TimeSpan?)null)];
    }

    private async Task OpenAfter(TimeSpan after, Waiting waiting)
    {
        await Task.Delay(after, time);
        waiting.Open.TrySetResult();
    }

    // Whether somebody has to begin to ask.
    private bool Add(Waiting waiting)
    {
        lock (_lock)
        {
            _waiting.Enqueue(waiting, (waiting.Asked.Lane, _order++));
            return !_isAsking && (_isAsking = true);
        }
    }

    private ImmutableArray<Waiting> Block()
    {
        lock (_lock)
        {
            var block = ImmutableArray.CreateBuilder<Waiting>();
            while (block.Count < BlockMax && _waiting.TryDequeue(out var waiting, out _))
                if (!waiting.Open.Task.IsCompleted)
                    block.Add(waiting);
            _isAsking = block.Count > 0;
            return block.ToImmutable();
        }
    }

    private sealed record Waiting(PermitAsked Asked)
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(LogLevel.Warning, "Nobody gives {Messages} messages their places; critical ones go without.")]
    private static partial void LogNoPlaces(ILogger logger, Exception? failure, int messages);
}

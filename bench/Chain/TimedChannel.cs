using System.Diagnostics;
using System.Threading.Channels;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;

namespace Kwala.Bench.Chain;

/// <summary>A channel that takes everything at once and notes when.</summary>
internal sealed class TimedChannel : IChannel
{
    private readonly Channel<long> _arrivals = Channel.CreateUnbounded<long>();

    public ChannelName Name => new("bench");

    public bool CollapsesByKey => true;

    public Markup Markup => Markup.None;

    public bool NeedsAddress => false;

    public AddressCheck Check(string address) => new AddressCheck.Valid(address);

    public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        _arrivals.Writer.TryWrite(Stopwatch.GetTimestamp());
        return Task.FromResult<SendOutcome>(new SendOutcome.Delivered(message.Key));
    }

    /// <summary>When the next so many messages came, as stopwatch timestamps.</summary>
    public async Task<long[]> Next(int count, CancellationToken cancellationToken)
    {
        var times = new long[count];
        for (var index = 0; index < count; index++)
            times[index] = await _arrivals.Reader.ReadAsync(cancellationToken);

        return times;
    }
}

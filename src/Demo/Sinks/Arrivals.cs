using System.Threading.Channels;

namespace Kwala.Demo.Sinks;

/// <summary>A message as its receiver got it.</summary>
/// <param name="Channel">Which sink took it.</param>
/// <param name="To">The address that it was sent to.</param>
/// <param name="Text">What a person would read, or the body of a webhook.</param>
internal sealed record Arrival(string Channel, string To, string Text);

/// <summary>Where the sinks put what arrived, for the view to show.</summary>
internal sealed class Arrivals
{
    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<Arrival> Reader => _arrived.Reader;

    public void Add(Arrival arrival) => _arrived.Writer.TryWrite(arrival);
}

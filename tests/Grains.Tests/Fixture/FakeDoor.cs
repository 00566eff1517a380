using System.Collections.Immutable;
using System.Threading.Channels;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;

namespace Kwala.Grains.Tests.Fixture;

/// <summary>Takes the questions whether an address is its bearer's, and shows them.</summary>
internal sealed class FakeDoor(ChannelName channel) : IAddressConfirmation
{
    private readonly Channel<ConfirmationRequest> _arrivals =
        System.Threading.Channels.Channel.CreateUnbounded<ConfirmationRequest>();

    private ImmutableList<ConfirmationRequest> _asked = [];

    ChannelName IAddressConfirmation.Channel => channel;

    /// <summary>How a question ends.</summary>
    public Func<SendOutcome> Answer { get; set; } = () => new SendOutcome.Delivered(null);

    /// <summary>All that were asked, in order.</summary>
    public ImmutableList<ConfirmationRequest> Asked => Volatile.Read(ref _asked);

    /// <summary>The next question that was not asked for yet, as soon as it is there.</summary>
    public Task<ConfirmationRequest> Next() => _arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public Task<SendOutcome> Ask(ConfirmationRequest request, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _asked, asked => asked.Add(request));
        _arrivals.Writer.TryWrite(request);
        return Task.FromResult(Answer());
    }
}

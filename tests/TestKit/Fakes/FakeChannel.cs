using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;

namespace Kwala.TestKit.Fakes;

/// <summary>
/// A channel that answers as scripted, by default that it delivered, and shows what was handed to it.
/// </summary>
public sealed class FakeChannel(ChannelName name, bool collapses = false, bool needsAddress = true) : IChannel
{
    private readonly ConcurrentQueue<Func<OutboundMessage, Task<SendOutcome>>> _script = new();
    private readonly Channel<OutboundMessage> _arrivals = Channel.CreateUnbounded<OutboundMessage>();
    private ImmutableList<OutboundMessage> _sent = [];

    /// <inheritdoc />
    public ChannelName Name => name;

    /// <inheritdoc />
    public bool CollapsesByKey => collapses;

    /// <inheritdoc />
    public Markup Markup => Markup.None;

    /// <inheritdoc />
    public bool NeedsAddress => needsAddress;

    /// <summary>As the real one of that name.</summary>
    public bool TellsWhoLeft => name == ChannelName.Telegram;

    /// <summary>Everything that was handed to it, in order.</summary>
    public ImmutableList<OutboundMessage> Sent => Volatile.Read(ref _sent);

    /// <summary>The answer to the next message that has none yet.</summary>
    public FakeChannel Then(SendOutcome outcome) => Then(_ => Task.FromResult(outcome));

    /// <summary>What to do with the next message that has no answer yet.</summary>
    public FakeChannel Then(Func<OutboundMessage, Task<SendOutcome>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>The next message that was not asked for yet, as soon as it is there.</summary>
    public Task<OutboundMessage> Next() => _arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <inheritdoc />
    public AddressCheck Check(string address) => address.Contains('!', StringComparison.Ordinal)
        ? new AddressCheck.Invalid("An address has no exclamation mark.")
        : new AddressCheck.Valid(address.Trim().ToLowerInvariant());

    /// <inheritdoc />
    public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _sent, sent => sent.Add(message));
        var answer = _script.TryDequeue(out var scripted)
            ? scripted(message)
            : Task.FromResult<SendOutcome>(new SendOutcome.Delivered(null));
        _arrivals.Writer.TryWrite(message);
        return answer;
    }
}

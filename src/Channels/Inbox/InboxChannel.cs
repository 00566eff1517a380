using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Inbox;

/// <summary>
/// The in-app inbox. The wallet writes the inbox row in its own transaction, under the delivery key, before it runs its
/// effects; so at this point the message is there, nothing is left to do, and a repeat changes nothing.
/// </summary>
internal sealed class InboxChannel : IChannel
{
    public ChannelName Name => ChannelName.Inbox;

    public bool CollapsesByKey => true;

    public Markup Markup => Markup.None;

    public bool NeedsAddress => false;

    public AddressCheck Check(string address) => address.Length == 0
        ? new AddressCheck.Valid("")
        : new AddressCheck.Invalid("The inbox has no address: leave it out.");

    public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<SendOutcome>(new SendOutcome.Delivered(message.Key));
    }
}

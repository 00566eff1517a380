using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;

namespace Kwala.Ports.Channels;

/// <summary>A way to reach a wallet's owner. One instance serves all wallets; calls run concurrently.</summary>
public interface IChannel
{
    /// <summary>The name that workflows and preferences use.</summary>
    ChannelName Name { get; }

    /// <summary>Whether the receiver drops a second message with the same key, so that doubt may be resent.</summary>
    bool CollapsesByKey { get; }

    /// <summary>The rich form that <see cref="Send"/> wants.</summary>
    Markup Markup { get; }

    /// <summary>
    /// Whether this channel sends nothing without an address of the owner's. The inbox needs none; neither does a
    /// webhook while the protocol has one of its own, but an owner's goes before it.
    /// </summary>
    bool NeedsAddress { get; }

    /// <summary>
    /// Whether the channel says by itself that an owner shut the door (<see cref="IContactBinding.Left"/>), so that it
    /// is worth remembering whose an address is.
    /// </summary>
    bool TellsWhoLeft => false;

    /// <summary>
    /// How fast the provider takes messages from the whole deployment; null where it says nothing. Whoever sends keeps
    /// to it; the provider's own refusals count besides.
    /// </summary>
    SendLimit? Limit => null;

    /// <summary>Checks the form of an address before it is stored. Does no I/O.</summary>
    AddressCheck Check(string address);

    /// <summary>Tries once to hand the message to the provider. Never throws but on cancellation.</summary>
    Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken);
}

/// <summary>One message on its way to one address.</summary>
/// <param name="Key">Identifies the message for ever; the same in every attempt. 64 lower-case hex digits.</param>
/// <param name="Address">Where to: chat id, mail address, URL. Empty for a channel that needs none.</param>
/// <param name="Wallet">The wallet that it is about, lower-case hex.</param>
/// <param name="Content">The words, escaped for the channel's markup.</param>
/// <param name="Fields">The facts behind the words, for channels that carry data.</param>
/// <param name="Kind">The kind of notification, such as <c>liquidation-risk</c>.</param>
/// <param name="Role">What it is within its episode.</param>
/// <param name="Lane">How much it matters.</param>
/// <param name="Urgency">How insistent to be.</param>
/// <param name="MayBeRepeat">The receiver may have had it already; channels without a key must say so.</param>
/// <param name="UnsubscribeUrl">Signed link that opts the wallet out of this kind here; null where no base URL is
/// set.</param>
/// <param name="CorrelationId">One id from the chain's log to this delivery.</param>
public sealed record OutboundMessage(
    string Key,
    string Address,
    string Wallet,
    RenderedMessage Content,
    ImmutableSortedDictionary<string, string> Fields,
    string Kind,
    NotificationRole Role,
    Lane Lane,
    Urgency Urgency,
    bool MayBeRepeat,
    Uri? UnsubscribeUrl,
    string CorrelationId)
{
    /// <summary>What the owner can say of it in one tap, for channels that have buttons; empty for nothing.</summary>
    public ImmutableArray<MessageButton> Buttons { get; init; } = [];

    /// <summary>
    /// The same as signed links, for channels that have none; empty for nothing, and where no base URL is set.
    /// </summary>
    public ImmutableArray<MessageLink> Answers { get; init; } = [];
}

/// <summary>Whether a text has the form of an address of the channel.</summary>
public abstract record AddressCheck
{
    private AddressCheck()
    {
    }

    /// <summary>It has.</summary>
    /// <param name="Normal">The form to store.</param>
    public sealed record Valid(string Normal) : AddressCheck;

    /// <summary>It has not.</summary>
    /// <param name="Problem">What is wrong and how to put it right.</param>
    public sealed record Invalid(string Problem) : AddressCheck;
}
